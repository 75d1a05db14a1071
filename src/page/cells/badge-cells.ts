import { toTone, type ColumnFormat, type Tone } from '../../customer/query-file/column-format.ts'
import type { Language } from '../../languages.ts'
import { TEXTS } from '../texts/texts.ts'
import type { CellMaker } from './cell.ts'
import { readBoolean } from './read-boolean.ts'
import { toText } from './to-text.ts'

/** Default tones of common statuses. */
const TONE_BY_VALUE: ReadonlyMap<string, Tone> = new Map([
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

/**
 * Creates the makers of badge cells. Labels and tones come from the query file, or else from the page's defaults;
 * unknown values are shown in grey. A tone from another column takes precedence.
 */
export function createBadgeCells(language: Language) {
  const { badges: labels, yes, no } = TEXTS[language]
  const badges = new Map([...Object.entries(labels), ['true', yes], ['false', no]])
  return ({ badges: annotated, mask }: ColumnFormat): CellMaker => {
    // Postgres itself writes booleans as `t` and `f`.
    const ofBooleans = new Map(Array.from(annotated, ([text, entry]) => [readBoolean(text), entry]))
    // A lone "No" does not say what it denies. Without it, a mask would say that the value is true.
    const hidesFalse = !mask && ofBooleans.get(true)?.label != null && !ofBooleans.has(false)
    return (value, toneColumn) => {
      if (value === false && hidesFalse) return null
      const text = toText(value)
      const entry = annotated.get(text) ?? (typeof value === 'boolean' ? ofBooleans.get(value) : undefined)
      const { label = null, tone = null } = entry ?? {}
      const given = toTone(toText(toneColumn))
      return {
        kind: 'badge',
        text: label?.[language] ?? badges.get(text) ?? text,
        tone: given ?? tone ?? TONE_BY_VALUE.get(text) ?? 'plain',
      }
    }
  }
}
