import { toColumnName } from './column-name.ts'
import {
  readBadge,
  readCondition,
  readDuration,
  readPair,
  readTemplate,
  readZone,
  type BadgeEntry,
  type Condition,
  type LinkTemplate,
} from './format-arguments.ts'
import type { Localized } from './localized.ts'
import { findNear } from './near-miss.ts'

export type { LinkTemplate, Tone } from './format-arguments.ts'

/**
 * How a value is shown. `money` and `link` may name another column; `badge` may give names and colours by value; `warning`
 * and `note` of a customer stand above everything else.
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
  'warning',
  'note',
] as const
type Display = (typeof DISPLAYS)[number]

/**
 * What may be done with a value besides. `id`: its digits are not grouped. `mask`: it leaves the server masked, and whole
 * only on request. `secret`: the same, and the mask is stars only, always as many. `alert`: it stands out, unless it is
 * zero, false or empty, or where a condition holds. `candidate`: it tells candidates apart. `language`: it names the
 * language in which the customer is written to.
 */
const EXTRAS = ['copy', 'id', 'mask', 'secret', 'alert', 'candidate', 'language'] as const

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
}

/** What stands in parentheses may be in double quotes, and may then hold a parenthesis. */
const FORMAT = /[^\s(]+(\((?:"[^"]*"|[^")])*\)|\([^)]*\))?/gu
const FORMAT_WORD = /^(\w+)(?:\((.*)\))?$/u
export const NO_FORMAT: ColumnFormat = {
  display: null,
  argument: null,
  badges: new Map(),
  zone: null,
  unit: null,
  seconds: 1,
  template: null,
  copy: false,
  id: false,
  mask: false,
  secret: false,
  alert: false,
  condition: null,
  candidate: false,
  language: false,
}

/** Whether a word is one of those that stand in the third part of a column's annotation. */
export function isFormatWord(word: string): boolean {
  return [...DISPLAYS, ...EXTRAS].some((known) => known === word)
}

/** Whether a word is one of those that say what may be done with a value besides. */
export function isExtra(word: string): boolean {
  return EXTRAS.some((known) => known === word)
}

/** Reads the third part of a column's annotation: words separated by spaces, but for those in parentheses: `money(currency) copy`. */
export function readFormats(text: string, fail: (message: string) => void): ColumnFormat {
  const format = { ...NO_FORMAT }
  for (const part of text.match(FORMAT) ?? []) {
    const [, word = part, argument = null] = FORMAT_WORD.exec(part) ?? []
    const display = DISPLAYS.find((known) => known === word)
    const extra = EXTRAS.find((known) => known === word)
    if (extra) {
      format[extra] = true
      if (argument !== null && extra !== 'alert') fail(`${extra} takes nothing in parentheses`)
      else if (argument !== null) format.condition = readCondition(argument, fail)
    } else if (!display) fail(toUnknown(word))
    else if (format.display) fail(`a column has one of ${format.display} and ${display}`)
    else {
      format.display = display
      Object.assign(format, readArgument(display, argument?.trim() ?? '', argument !== null, fail))
    }
  }
  return { ...format, mask: format.mask || format.secret }
}

/** What a format has in parentheses. */
function readArgument(
  display: Display,
  text: string,
  isGiven: boolean,
  fail: (message: string) => void,
): Partial<ColumnFormat> {
  switch (display) {
    case 'badge':
      return { badges: readBadge(text, fail) }
    case 'money':
      if (text === '') fail('money needs a currency: money(currency) or money(CNY)')
      return { argument: toColumnName(text) || null }
    case 'link':
      if (/^\w+:|^[^"]*[{}]/.test(text)) return { template: readTemplate(text, fail) }
      return { argument: isGiven ? toColumnName(text) : null }
    case 'unit': {
      const unit = readPair(text)
      if (unit === null) fail('unit needs what is counted: unit(kg) or unit(pcs|件)')
      return { unit }
    }
    case 'duration':
      return isGiven ? { seconds: readDuration(text, fail) } : {}
    case 'date':
    case 'datetime':
    case 'time':
    case 'ago':
      return isGiven ? { zone: readZone(display, text, fail) } : {}
    default:
      if (isGiven) fail(`${display} takes nothing in parentheses`)
      return {}
  }
}

function toUnknown(word: string): string {
  const known = [...DISPLAYS, ...EXTRAS]
  const near = findNear(word, known)
  return `"${word}" is not a format${near ? `; did you mean ${near}?` : ''} (${known.join(', ')})`
}
