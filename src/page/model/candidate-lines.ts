import type { Cell } from '../cells/cell.ts'
import type { PlannedColumn } from './column-plan.ts'
import { NAME_COLUMNS } from './customer-card.ts'
import type { Field } from './row-model.ts'

/** A value of somebody who is only perhaps the visitor. */
export interface CandidateField extends Field {
  /** Its value alone does not say what it is. */
  isLabelled: boolean
}

/** What tells a candidate from the others: beside the name, and in a line or two below it. */
export interface CandidateLines {
  nicknames: readonly CandidateField[]
  /** The first badge. */
  level: CandidateField | null
  contacts: readonly CandidateField[]
  /** The rest, in the file's order; codes to be copied are last, as nobody knows a customer by them. */
  facts: readonly CandidateField[]
}

const isContact = ({ display }: Pick<Field, 'display'>) => display === 'phone' || display === 'email'

export function toCandidateLines(fields: readonly CandidateField[]): CandidateLines {
  const level = fields.find(({ cell }) => cell.kind === 'badge') ?? null
  const isNickname = ({ name }: Field) => NAME_COLUMNS.includes(name)
  const facts = fields.filter((field) => field !== level && !isContact(field) && !isNickname(field))
  const isCode = ({ cell }: Field) => cell.copy !== undefined
  return {
    nicknames: fields.filter(isNickname),
    level,
    contacts: fields.filter(isContact),
    facts: [...facts.filter((field) => !isCode(field)), ...facts.filter(isCode)],
  }
}

/** Whether a value needs its label: a word, a label of its own or a way to reach somebody does not, a number or a mask does. */
export function needsLabel(
  { display, shownAs, isMasked }: Pick<PlannedColumn, 'display' | 'shownAs' | 'isMasked'>,
  { kind, text }: Cell,
): boolean {
  if (isContact({ display }) || kind === 'badge' || kind === 'tags' || kind === 'link') return false
  return isMasked || kind !== 'text' || shownAs === 'boolean' || !/\p{L}/u.test(text)
}
