import { PARAMETERS } from './parameter-limits.ts'
import { isBuiltIn } from './built-in-parameters.ts'
import type { Pair } from './query-string.ts'

/** Two distinct values already make a name ambiguous. */
const BUILT_IN_VALUES = 4

/**
 * Custom parameters cannot crowd out built-in ones and the token, and repetition does not make a query more
 * expensive.
 */
export function selectPairs(
  pairs: readonly Pair[],
  tokenParameter: string,
): { kept: Pair[]; notRead: number } {
  const values = new Map<string, Set<string>>()
  let custom = 0
  let notRead = 0
  const kept = pairs.filter(({ name, value }) => {
    if (isBuiltIn(name)) {
      const known = values.get(name) ?? new Set()
      if (known.has(value)) return false
      // All visitor ids are kept, so that a second one cannot go unnoticed.
      if (known.size < BUILT_IN_VALUES || name === 'visitorImId') {
        values.set(name, known.add(value))
        return true
      }
    } else if (name === tokenParameter) return true
    else if (custom < PARAMETERS.parameters) {
      custom += 1
      return true
    }
    notRead += 1
    return false
  })
  return { kept, notRead }
}
