import type { ColumnFormat, Tone } from '../../customer/query-file/column-format.ts'
import type { Language } from '../../languages.ts'
import { TEXTS } from '../texts/texts.ts'
import type { CellMaker } from './cell.ts'
import { toText } from './to-text.ts'

/** Default tones of common statuses. */
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

const TONE_NAMES: readonly Tone[] = ['plain', 'info', 'good', 'busy', 'bad']

/**
 * Creates the makers of badge cells. Labels and tones come from the query file, or else from the page's defaults;
 * unknown values are shown in grey. A tone from another column takes precedence.
 */
export function createBadgeCells(language: Language) {
  const badges = new Map(Object.entries(TEXTS[language].badges))
  return ({ badges: annotated }: ColumnFormat): CellMaker =>
    (value, toneColumn) => {
      const text = toText(value)
      const { label = null, tone = null } = annotated.get(text) ?? {}
      const given = TONE_NAMES.find((known) => known === toText(toneColumn).trim())
      return {
        kind: 'badge',
        text: label?.[language] ?? badges.get(text) ?? text,
        tone: given ?? tone ?? TONES.get(text) ?? 'plain',
      }
    }
}
