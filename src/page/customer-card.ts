import { toInitials } from './initials.ts'
import type { Field } from './row-model.ts'

/** Where each of a customer's values stands on the page. */
export interface CustomerCard {
  /** What the customer is called besides; null when it would say nothing new. */
  nickname: Field | null
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
}

type Part = Exclude<keyof CustomerCard, 'nickname' | 'initials'>

/** Columns by which a person is called, the best first. */
export const NAME_COLUMNS: readonly string[] = ['full_name', 'name', 'display_name', 'nickname']

/** @param heading what the page calls the customer, so that it is not said twice */
export function toCustomerCard(fields: readonly Field[], heading: string): CustomerCard {
  const isSaid = ({ name, cell }: Field) => NAME_COLUMNS.includes(name) && cell.text === heading
  const nickname = fields.find((field) => isPlainName(field) && !isSaid(field)) ?? null
  const card: CustomerCard = {
    ...{ nickname, initials: toInitials(heading) },
    ...{ badges: [], tags: [], ids: [], warnings: [], notes: [], contacts: [], details: [] },
  }
  for (const field of fields) {
    if (field !== nickname && !(isPlainName(field) && isSaid(field))) card[partOf(field)].push(field)
  }
  return card
}

/** A masked name has an address that shows it, and so a row of its own. */
function isPlainName({ name, cell }: Field): boolean {
  return NAME_COLUMNS.includes(name) && cell.reveal === undefined && cell.hide === undefined
}

function partOf({ cell, display }: Field): Part {
  if (cell.reveal !== undefined || cell.hide !== undefined) return 'contacts'
  if (cell.tags) return 'tags'
  if (cell.badge) return 'badges'
  if (display === 'warning') return 'warnings'
  if (display === 'note') return 'notes'
  if (display === 'phone' || display === 'email') return 'contacts'
  return cell.copy === undefined ? 'details' : 'ids'
}
