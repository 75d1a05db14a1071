import type { ColumnFormat } from '../../customer/query-file/column-format.ts'

/** How a table lays a column out: numbers are right-aligned, badges and times are narrow. */
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
