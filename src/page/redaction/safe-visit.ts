import type { Visit } from '../../visit/read-visit.ts'
import { maskSent } from './mask-sent.ts'

/** What may be seen of a visit: not how it was asked for. */
export type SafeVisit = Omit<Visit, 'target' | 'dropped' | 'pairs' | 'identityToken'>

/**
 * What is shown of what was sent, on a page that masks something. It depends on what was sent alone: the visitor's id and
 * decrypted values are masked by their shape; plain values are known to whoever sent them.
 */
export function maskVisit(visit: Visit): SafeVisit {
  const { channel, lang, notRead, undecryptable, repairs, keyUses, pairs } = visit
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
  return { builtIn, channel, lang, customParameters, notRead, undecryptable, repairs, keyUses }
}
