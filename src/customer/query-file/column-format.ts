import type { BadgeEntry, Condition, LinkTemplate } from './format-arguments.ts'
import type { Localized } from './localized.ts'
import type { Roles } from './roles.ts'

export type { LinkTemplate, Tone } from './format-arguments.ts'

/**
 * How a value is displayed. `money` and `link` may name another column; `badge` maps values to names and colours;
 * `rows` shows JSON as a table; `html` shows the text of markup; `warning` and `note` of a customer appear above
 * everything else.
 */
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
 * Modifiers of a format. `id`: digits are not grouped. `mask`: masked until revealed. `secret`: likewise, with a mask
 * of constant length that consists of dots only. `alert`: highlighted, unless it is zero, false or empty, or if a
 * condition holds. `candidate`: distinguishes candidates. `language`: names the customer's language for replies.
 * `reveal`: the roles that may reveal a masked value.
 */
export const EXTRAS = ['copy', 'id', 'mask', 'secret', 'alert', 'candidate', 'language', 'reveal'] as const

/** A member of each row in a JSON column. */
export interface RowMember {
  name: string
  label: Localized
  format: ColumnFormat
}

export interface ColumnFormat {
  display: Display | null
  /** The argument: a column name or a currency code. */
  argument: string | null
  badges: ReadonlyMap<string, BadgeEntry>
  /** The zone of times that have none. */
  zone: string | null
  unit: Localized | null
  /** Length of a duration's unit in seconds. */
  seconds: number
  template: LinkTemplate | null
  /** The members that `rows` shows; empty means all. */
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
