import { isBuiltIn } from '../../visit/built-in-parameters.ts'
import type { Visit } from '../../visit/read-visit.ts'
import { hasLostBytes } from '../../visit/text.ts'

/** What may be seen of a visit: not how it was asked for. */
export type SafeVisit = Omit<Visit, 'target' | 'pairs'>

/** The visitor's id may be a phone number, and a custom parameter an address, that the page masks elsewhere. */
export function toSafeVisit(visit: Visit, redact: (text: string) => string): SafeVisit {
  const { channel, lang, notRead, undecryptable, repairs, keyUses } = visit
  const builtIn = Object.fromEntries(
    Object.entries(visit.builtIn).map(([name, text]) => [name, text === null ? null : redact(text)]),
  ) as Visit['builtIn']
  const customParameters = visit.customParameters.map((parameter) => ({
    ...parameter,
    name: redact(parameter.name),
    value: parameter.value === null ? null : redact(parameter.value),
  }))
  return { builtIn, channel, lang, customParameters, notRead, undecryptable, repairs, keyUses }
}

/** Whether the visit's target would tell a masked value, or might: not all of it could be read. */
export function leaksSecret(visit: Visit, redact: (text: string) => string): boolean {
  const { pairs, builtIn, customParameters, undecryptable } = visit
  const tells = (text: string) => hasLostBytes(text) || redact(text) !== text
  if (undecryptable.length > 0) return true
  for (const text of Object.values(builtIn)) if (text !== null && tells(text)) return true
  // As they are written: there are names without a value, which the visit has not.
  for (const { name, value } of pairs) if (!isBuiltIn(name) && (tells(name) || tells(value))) return true
  // As they were decrypted.
  for (const { status, value } of customParameters) {
    if (status !== 'plain' && (value === null || tells(value))) return true
  }
  return false
}
