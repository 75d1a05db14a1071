import type { BadgeEntry, Condition, LinkTemplate } from './format-arguments.ts'
import type { Localized } from './localized.ts'
import type { Roles } from './roles.ts'

export { toTone, type LinkTemplate, type Tone } from './format-arguments.ts'

/** `money` and `link` may name another column; `warning` and `note` of a customer appear above everything else. */
export const DISPLAYS = [
  'text',
  'number',
  'money',
  'percent',
  'unit',
  'filesize',
  'duration',
  'date',
  'datetime',
  'time',
  'ago',
  'boolean',
  'badge',
  'link',
  'phone',
  'email',
  'tags',
  'json',
  'rows',
  'image',
  'html',
  'warning',
  'note',
] as const
export type Display = (typeof DISPLAYS)[number]

/**
 * `id`: digits are not grouped. `secret`: like `mask`, with dots only. `alert`: highlighted, unless zero, false or
 * empty, or if a condition holds. `candidate`: distinguishes candidates. `language`: the customer's, for replies.
 * `reveal`: the roles that may reveal the value.
 */
export const EXTRAS = ['copy', 'id', 'mask', 'secret', 'alert', 'candidate', 'language', 'reveal'] as const

export interface RowMember {
  name: string
  label: Localized
  format: ColumnFormat
}

export interface ColumnFormat {
  display: Display | null
  /** A column name or a currency code. */
  argument: string | null
  badges: ReadonlyMap<string, BadgeEntry>
  /** The zone of times that have none. */
  zone: string | null
  unit: Localized | null
  /** Length of a duration's unit in seconds. */
  seconds: number
  template: LinkTemplate | null
  members: readonly RowMember[]
  copy: boolean
  id: boolean
  mask: boolean
  /** Masked by dots only; implies `mask`. */
  secret: boolean
  alert: boolean
  condition: Condition | null
  candidate: boolean
  language: boolean
  /** The roles that may reveal a masked column; null means everybody. */
  reveal: Roles | null
}

export const NO_FORMAT: ColumnFormat = {
  display: null,
  argument: null,
  badges: new Map(),
  zone: null,
  unit: null,
  seconds: 1,
  template: null,
  members: [],
  copy: false,
  id: false,
  mask: false,
  secret: false,
  alert: false,
  condition: null,
  candidate: false,
  language: false,
  reveal: null,
}

export function isFormatWord(word: string): boolean {
  return [...DISPLAYS, ...EXTRAS].some((known) => known === word)
}

export function isExtra(word: string): boolean {
  return EXTRAS.some((known) => known === word)
}

/** Whether the argument of `money` is a currency code, unless a column has that name. */
export const isCurrencyCode = (argument: string) => /^[a-z]{3}$/i.test(argument)
