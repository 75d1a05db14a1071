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
  /** What the customer is called besides; null when it would say nothing new. */
  nickname: Field | null
  /** In place of the letters; null where there is none. */
  picture: Field | null
  /** One or two letters; null for a name without letters. */
  initials: string | null
  badges: Field[]
  tags: Field[]
  /** Numbers to copy: the customer's number in this system and in others. */
  ids: Field[]
  warnings: Field[]
  notes: Field[]
  contacts: Field[]
  details: Field[]
  /** Links that the file adds to the customer. */
  actions: readonly ActionLink[]
}

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
    badges: [],
    tags: [],
    ids: [],
    warnings: [],
    notes: [],
    contacts: [],
    details: [],
    actions,
  }
  for (const field of fields) {
    if (card.picture === null && field.cell.kind === 'image') card.picture = field
    else if (!isPlainName(field)) partOf(field, card).push(field)
    else if (field.cell.text === heading || !isVisible(field.cell.text)) continue
    else if (card.nickname === null) card.nickname = field
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
  if (cell.kind === 'tags') return card.tags
  if (cell.kind === 'badge') return card.badges
  if (display === 'warning') return card.warnings
  if (display === 'note') return card.notes
  if (display === 'phone' || display === 'email') return card.contacts
  return cell.copy === undefined ? card.details : card.ids
}
