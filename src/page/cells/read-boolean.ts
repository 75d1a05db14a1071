import type { Texts } from '../texts/texts-type.ts'
import type { CellMaker } from './cell.ts'
import { toText } from './to-text.ts'

/** What Postgres parses as a boolean, and the same in Chinese; tables also store these as numbers, bits and text. */
const TRUE = /^\s*(t|true|y|yes|on|1(\.0+)?|是)\s*$/i
const FALSE = /^\s*(f|false|n|no|off|0(\.0+)?|否)\s*$/i

/** Parses a boolean in any notation; null for other texts. */
export function readBoolean(text: string): boolean | null {
  if (TRUE.test(text)) return true
  return FALSE.test(text) ? false : null
}

/** Creates the maker of cells that say yes or no; other values are shown as they are. */
export function createBooleanMaker({ yes, no }: Pick<Texts, 'yes' | 'no'>): CellMaker {
  return (value) => {
    const text = toText(value)
    const read = readBoolean(text)
    return { kind: 'text', text: read === null ? text : read ? yes : no }
  }
}
