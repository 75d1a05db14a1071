import type { QueryFile } from '../../customer/query-file/query-file.ts'
import { toLabel } from '../../customer/query-file/label.ts'
import { findCustomText } from '../../visit/custom-text.ts'
import type { Language } from '../../visit/language.ts'
import type { Visit } from '../../visit/read-visit.ts'
import { isVisible } from '../cells/visible-text.ts'
import type { SafeVisit } from '../redaction/safe-visit.ts'
import { toBeginning, type SentParameter } from './custom-parameters.ts'

/** A custom parameter that stands under the name; nobody has verified it. */
export interface StripItem {
  label: string
  text: string
}

const MOST_UNCHOSEN = 3

/** What is seen of everything that was sent while it is folded. */
export function toTopLine(strip: readonly StripItem[], sent: readonly SentParameter[]): readonly StripItem[] {
  if (strip.length > 0) return strip
  const isOnce = (name: string) => sent.filter((other) => other.name === name).length === 1
  const whole = sent.filter(
    ({ name, value, note }) => note === null && isVisible(value ?? '') && isOnce(name),
  )
  return whole.slice(0, MOST_UNCHOSEN).map(({ name, value, beginning }) => {
    return { label: name, text: beginning ?? value ?? '' }
  })
}

/**
 * The custom parameters that `customer.sql` puts on top, in its order: those that arrived whole.
 *
 * @param safe the same visit as it may be seen
 */
export function toStrip(
  { names, labels }: QueryFile['sent'],
  visit: Visit,
  safe: SafeVisit,
  language: Language,
): StripItem[] {
  return names.flatMap((name) => {
    const text = safe.customParameters[findCustomText(visit.customParameters, name)]?.value ?? ''
    const label = labels.get(name)?.[language] ?? toLabel(name)
    return isVisible(text) ? [{ label, text: toBeginning(text) ?? text }] : []
  })
}
