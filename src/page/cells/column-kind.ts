import type { ColumnFormat } from '../../customer/query-file/column-format.ts'

/** What a table does with a column: numbers to the right, badges and times in narrow columns. */
export type ColumnKind = 'number' | 'badge' | 'time' | 'text'

const KINDS: Readonly<Partial<Record<NonNullable<ColumnFormat['display']>, ColumnKind>>> = {
  number: 'number',
  money: 'number',
  percent: 'number',
  unit: 'number',
  filesize: 'number',
  duration: 'number',
  badge: 'badge',
  boolean: 'badge',
  date: 'time',
  datetime: 'time',
  time: 'time',
  ago: 'time',
}

export function toColumnKind(display: ColumnFormat['display'] | undefined): ColumnKind {
  return (display && KINDS[display]) ?? 'text'
}
