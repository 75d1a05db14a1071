import type { ColumnFormat, Tone } from '../../customer/query-file/column-format.ts'
import type { Language } from '../../visit/language.ts'
import { TEXTS } from '../texts/texts.ts'
import type { CellMaker } from './cell.ts'
import { toText } from './to-text.ts'

/** Words that mean the same in most companies' tables. */
const TONES: ReadonlyMap<string, Tone> = new Map([
  ['pending', 'busy'],
  ['processing', 'info'],
  ['shipped', 'info'],
  ['delivered', 'good'],
  ['paid', 'good'],
  ['cancelled', 'bad'],
  ['refunded', 'bad'],
  ['unpaid', 'bad'],
  ['failed', 'bad'],
])

const COLOURS: readonly Tone[] = ['plain', 'info', 'good', 'busy', 'bad']

/**
 * Makes the makers of badges, whose labels and colours are the file's, the page's, or the value itself in grey; a colour
 * may also stand in another column.
 */
export function createBadgeCells(language: Language) {
  const badges = new Map(Object.entries(TEXTS[language].badges))
  return ({ badges: own }: ColumnFormat): CellMaker =>
    (value, colour) => {
      const text = toText(value)
      const { label = null, tone = null } = own.get(text) ?? {}
      const given = COLOURS.find((known) => known === toText(colour).trim())
      return {
        kind: 'badge',
        text: label?.[language] ?? badges.get(text) ?? text,
        tone: given ?? tone ?? TONES.get(text) ?? 'plain',
      }
    }
}
