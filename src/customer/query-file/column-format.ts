import type { BadgeEntry, Condition, LinkTemplate } from './format-arguments.ts'
import type { Localized } from './localized.ts'
import type { Roles } from './roles.ts'

export type { LinkTemplate, Tone } from './format-arguments.ts'

/**
 * How a value is shown. `money` and `link` may name another column; `badge` may give names and colours by value; `rows` is
 * a table of what JSON lists; `html` the text of markup; `warning` and `note` of a customer stand above everything else.
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
 * What may be done with a value besides. `id`: its digits are not grouped. `mask`: it leaves the server masked, and whole
 * only on request. `secret`: the same, and the mask is stars only, always as many. `alert`: it stands out, unless it is
 * zero, false or empty, or where a condition holds. `candidate`: it tells candidates apart. `language`: it names the
 * language in which the customer is written to. `reveal`: which roles may have it whole, where it is masked.
 */
export const EXTRAS = ['copy', 'id', 'mask', 'secret', 'alert', 'candidate', 'language', 'reveal'] as const

/** A value of each row that a column has in JSON. */
export interface RowMember {
  name: string
  label: Localized
  format: ColumnFormat
}

export interface ColumnFormat {
  display: Display | null
  /** What stands in parentheses: a column's name, or a currency's code. */
  argument: string | null
  /** Of a badge, by value. */
  badges: ReadonlyMap<string, BadgeEntry>
  /** Of times: in which those without a zone are meant. */
  zone: string | null
  unit: Localized | null
  /** Of a duration: how many seconds one is. */
  seconds: number
  template: LinkTemplate | null
  /** Of `rows`: what is shown of each; empty is everything. */
  members: readonly RowMember[]
  copy: boolean
  id: boolean
  mask: boolean
  /** Masked by stars only; such a column is masked, too. */
  secret: boolean
  alert: boolean
  /** Of `alert`; null where there is none. */
  condition: Condition | null
  candidate: boolean
  language: boolean
  /** Of a masked column: the roles that may have a value whole; null is everybody. */
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

/** Whether a word is one of those that stand in the third part of a column's annotation. */
export function isFormatWord(word: string): boolean {
  return [...DISPLAYS, ...EXTRAS].some((known) => known === word)
}

/** Whether a word is one of those that say what may be done with a value besides. */
export function isExtra(word: string): boolean {
  return EXTRAS.some((known) => known === word)
}

/** Whether the argument of `money` is a code of its own, where it names no column. */
export const isCurrencyCode = (argument: string) => /^[a-z]{3}$/i.test(argument)
