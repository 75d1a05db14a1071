import type { CellMaker } from './cell.ts'
import { readBoolean } from './read-boolean.ts'
import { toText } from './to-text.ts'

/**
 * Creates the maker of a warning's or note's cells. A value that means true shows the column's label, such as
 * "Blocked", and one that means false nothing.
 *
 * @param make makes the cells of other values
 */
export function createNoticeMaker(make: CellMaker, label: string): CellMaker {
  return (value, argument) => {
    const isTrue = readBoolean(toText(value))
    if (isTrue === null) return make(value, argument)
    return isTrue ? { kind: 'text', text: label } : null
  }
}
