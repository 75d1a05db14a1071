import type { QueryFile } from '../../customer/query-file/query-file.ts'
import { toLabel } from '../../customer/query-file/label.ts'
import { findCustomText } from '../../visit/custom-text.ts'
import type { Language } from '../../languages.ts'
import type { Visit } from '../../visit/read-visit.ts'
import { isVisible } from '../cells/visible-text.ts'
import type { SafeVisit } from '../redaction/safe-visit.ts'
import { toBeginning, type CustomParameterModel } from './custom-parameters.ts'

/** An unverified custom parameter shown below the name. */
export interface StripItem {
  label: string
  text: string
}

const MAX_DEFAULT_ITEMS = 3

export function toTopLine(
  strip: readonly StripItem[],
  sent: readonly CustomParameterModel[],
): readonly StripItem[] {
  if (strip.length > 0) return strip
  const isUnique = (name: string) => sent.filter((other) => other.name === name).length === 1
  const displayable = sent.filter(
    ({ name, value, note }) => note === null && isVisible(value ?? '') && isUnique(name),
  )
  return displayable.slice(0, MAX_DEFAULT_ITEMS).map(({ label, value, beginning }) => {
    return { label, text: beginning ?? value ?? '' }
  })
}

/** @returns those that arrived complete, in the order of `customer.sql` */
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
