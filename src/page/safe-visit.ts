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
