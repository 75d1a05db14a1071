import type { Cell } from '../cells/cell.ts'
import { toColumnKind } from '../cells/column-kind.ts'
import type { PlannedColumn } from './column-plan.ts'
import { NAME_COLUMNS } from '../../customer/name-columns.ts'
import type { Field } from './row-model.ts'

export interface CandidateField extends Field {
  /** The value is unclear without its label. */
  isLabelled: boolean
}

/** Shown beside a candidate's name and in one or two lines below it. */
export interface CandidateLines {
  nicknames: readonly CandidateField[]
  level: CandidateField | null
  contacts: readonly CandidateField[]
  /** In the file's order, with copyable codes last: agents do not recognize customers by them. */
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

/** Words, badges, links and contact data explain themselves; numbers, times and masks do not. */
export function needsLabel(
  { display, shownAs, isMasked }: Pick<PlannedColumn, 'display' | 'shownAs' | 'isMasked'>,
  { kind, text }: Cell,
): boolean {
  if (isContact({ display }) || ['badge', 'tags', 'list', 'link'].includes(kind)) return false
  const isWord = kind === 'text' && toColumnKind(shownAs ?? undefined) === 'text'
  return isMasked || !isWord || !/\p{L}/u.test(text)
}
