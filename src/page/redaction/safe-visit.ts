import type { Visit } from '../../visit/read-visit.ts'
import { maskSent } from './mask-sent.ts'

/** A visit that is safe to display: masked, and without the raw request. */
export type SafeVisit = Omit<Visit, 'target' | 'dropped' | 'pairs' | 'identityToken'>

/**
 * Masks the visitor's input for a page with masked values, depending on the input alone. The visitor's id and decrypted
 * values are masked by their shape; plain values are already visible in the request.
 */
export function maskVisit(visit: Visit): SafeVisit {
  const { channel, lang, notRead, undecryptable, repairs, isIdEncrypted, keyUses, pairs } = visit
  const isAsSent = (name: string, text: string) =>
    pairs.some((pair) => pair.name === name && pair.value === text)
  const builtIn = Object.fromEntries(
    Object.entries(visit.builtIn).map(([name, text]) => {
      const isOpen = text === null || (name !== 'visitorImId' && isAsSent(name, text))
      return [name, isOpen ? text : maskSent(text)]
    }),
  ) as Visit['builtIn']
  const customParameters = visit.customParameters.map((parameter) => {
    const { value, status } = parameter
    return value === null || status === 'plain' ? parameter : { ...parameter, value: maskSent(value) }
  })
  return { builtIn, channel, lang, customParameters, notRead, undecryptable, repairs, isIdEncrypted, keyUses }
}
