import type { Language } from '../../visit/language.ts'
import type { RowPlan } from './column-plan.ts'
import { isSensitive } from '../cells/cell.ts'
import { isVisible } from '../cells/visible-text.ts'
import { toInitials } from './initials.ts'
import type { Field, SafeRow } from './row-model.ts'
import type { ActionLink } from './row-templates.ts'
import { TEXTS } from '../texts/texts.ts'

/** Where each of a customer's values stands on the page. */
export interface CustomerCard {
  /** What the customer is called besides; null when it would say nothing new, or is too long to stand beside the name. */
  nickname: Field | null
  /** In place of the letters; null where there is none. */
  picture: Field | null
  /** One or two letters; null for a name without letters. */
  initials: string | null
  /** The first badge, beside the name. */
  level: Field | null
  /** Tags, and what else is a badge. */
  tags: Field[]
  warnings: Field[]
  notes: Field[]
  contacts: Field[]
  /** The rest, in the file's order. */
  details: Field[]
  /** Links that the file adds to the customer. */
  actions: readonly ActionLink[]
}

/** UTF-16 units of a nickname that stands beside the name. */
export const MAX_NICKNAME = 30

/** Columns by which a person is called, the best first. */
export const NAME_COLUMNS: readonly string[] = ['full_name', 'name', 'display_name', 'nickname']

/**
 * What the page calls a customer.
 *
 * @param id null where it is hidden
 */
export function toName(
  { positions }: RowPlan,
  { cells }: SafeRow,
  id: string | null,
  language: Language,
): string {
  for (const column of NAME_COLUMNS) {
    const position = positions.get(column)
    const name = position === undefined ? '' : (cells[position]?.text ?? '')
    if (isVisible(name)) return name
  }
  return id === null ? TEXTS[language].found : `${TEXTS[language].found} ${id}`
}

/** @param heading what the page calls the customer, so that it is not said twice */
export function toCustomerCard(
  fields: readonly Field[],
  heading: string,
  actions: readonly ActionLink[] = [],
): CustomerCard {
  const card: CustomerCard = {
    nickname: null,
    picture: null,
    initials: toInitials(heading),
    level: null,
    tags: [],
    warnings: [],
    notes: [],
    contacts: [],
    details: [],
    actions,
  }
  for (const field of fields) {
    const { cell } = field
    const isName = isPlainName(field)
    if (isName && (cell.text === heading || !isVisible(cell.text))) continue
    if (card.picture === null && cell.kind === 'image') card.picture = field
    else if (isName && card.nickname === null && cell.text.length <= MAX_NICKNAME) card.nickname = field
    else if (cell.kind === 'badge' && card.level === null) card.level = field
    else partOf(field, card).push(field)
  }
  return card
}

/** A masked name has a button that shows it, and so a row of its own. */
function isPlainName({ name, cell }: Field): boolean {
  return !isSensitive(cell) && NAME_COLUMNS.includes(name)
}

function partOf({ cell, display }: Field, card: CustomerCard): Field[] {
  if (isSensitive(cell)) return card.contacts
  if (cell.kind === 'tags' || cell.kind === 'badge') return card.tags
  if (display === 'warning') return card.warnings
  if (display === 'note') return card.notes
  if (display === 'phone' || display === 'email') return card.contacts
  return card.details
}
