import type { Visit } from '../visit/read-visit.ts'

/** The visitor's id may be a phone number, and a custom parameter an address, that the page masks elsewhere. */
export function toSafeVisit(visit: Visit, conceal: (text: string) => string): Visit {
  const builtIn = Object.fromEntries(
    Object.entries(visit.builtIn).map(([name, text]) => [name, text === null ? null : conceal(text)]),
  ) as Visit['builtIn']
  const customParameters = visit.customParameters.map((parameter) => ({
    ...parameter,
    name: conceal(parameter.name),
    value: parameter.value === null ? null : conceal(parameter.value),
  }))
  return { ...visit, builtIn, customParameters }
}

/** Whether a target that is read into the visit would tell a masked value, or might: not all of it could be read. */
export function tellsSecret(visit: Visit, conceal: (text: string) => string): boolean {
  const { builtIn, customParameters, undecryptable } = visit
  const tells = (text: string | null) => text !== null && conceal(text) !== text
  if (undecryptable.length > 0) return true
  if (Object.values(builtIn).some(tells)) return true
  for (const { name, value } of customParameters)
    if (value === null || tells(value) || tells(name)) return true
  return false
}
