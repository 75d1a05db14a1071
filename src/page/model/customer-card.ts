import { NAME_COLUMNS } from '../../customer/name-columns.ts'
import type { Language } from '../../languages.ts'
import type { RowPlan } from './column-plan.ts'
import { isSensitive } from '../cells/cell.ts'
import { isVisible } from '../cells/visible-text.ts'
import { toInitials } from './initials.ts'
import type { Field, SafeRow } from './row-model.ts'
import type { ActionLink } from './row-templates.ts'
import { fitsBesideName } from './text-width.ts'
import { TEXTS } from '../texts/texts.ts'

export interface CustomerCard {
  /** A second name; null if it repeats the heading or does not fit beside it. */
  nickname: Field | null
  picture: Field | null
  /** One or two letters; null for a name without letters. */
  initials: string | null
  level: Field | null
  tags: Field[]
  warnings: Field[]
  notes: Field[]
  contacts: Field[]
  details: Field[]
  actions: readonly ActionLink[]
}

/** Falls back to "Customer" and the id, which is null if hidden. */
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

/** @param heading the customer's display name; fields that repeat it are left out */
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
  const level = fields.find(({ cell }) => cell.kind === 'badge')?.cell.text ?? ''
  for (const field of fields) {
    const { cell } = field
    const isName = isPlainName(field)
    if (isName && (repeatsName(cell.text, heading) || !isVisible(cell.text))) continue
    if (card.picture === null && cell.kind === 'image') card.picture = field
    else if (isName && card.nickname === null && fitsBesideName(cell.text, heading, level))
      card.nickname = field
    else if (cell.kind === 'badge' && card.level === null) card.level = field
    else partOf(field, card).push(field)
  }
  return card
}

/** Whole words only: "Al" distinguishes Valerie from others. */
export function repeatsName(text: string, name: string): boolean {
  const words = new Set(toWords(name))
  return toWords(text).every((word) => words.has(word))
}

const toWords = (text: string) => text.toLowerCase().split(/\s+/)

/** A masked name is treated as an ordinary field, as it needs room for its reveal button. */
function isPlainName({ name, cell }: Field): boolean {
  return !isSensitive(cell) && NAME_COLUMNS.includes(name)
}

function partOf({ cell, display }: Field, card: CustomerCard): Field[] {
  if (isSensitive(cell)) return card.contacts
  // Numbers or dates mean nothing without their label.
  if ((cell.kind === 'tags' && display === 'tags') || cell.kind === 'badge') return card.tags
  if (display === 'warning') return card.warnings
  if (display === 'note') return card.notes
  if (display === 'phone' || display === 'email') return card.contacts
  return card.details
}
