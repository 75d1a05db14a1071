import { PARAMETERS } from './parameter-limits.ts'
import { isBuiltIn } from './built-in-parameters.ts'
import type { Pair } from './query-string.ts'

/** Maximum number of distinct values kept per built-in name. Two already make it ambiguous. */
const BUILT_IN_VALUES = 4

/**
 * Selects the parameters to process: all built-in ones and the identity token wherever they are, and the first custom
 * ones. This way custom parameters cannot crowd out the visitor id, and repetition does not make a query more
 * expensive.
 *
 * @returns the selected parameters in their order, and the number of ignored ones
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
