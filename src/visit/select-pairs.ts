import { PARAMETERS } from '../limits.ts'
import { isBuiltIn } from './built-in-parameters.ts'
import type { Pair } from './query-string.ts'

/** Different values of one built-in name: two already say that there is a doubt. */
const BUILT_IN_VALUES = 4

/**
 * Keeps what is read of a query: built-in parameters and the identity token wherever they stand, and the first of the
 * custom ones. So neither
 * the visitor's id is lost behind custom parameters, nor takes a query longer to read the more it repeats.
 *
 * @returns what is kept, in its order, and how many parameters are not read
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
      // Every one of the visitor's ids counts: none of them may be another one unseen.
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
