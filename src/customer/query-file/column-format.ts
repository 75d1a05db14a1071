import { toColumnName } from './column-name.ts'
import { findNear } from './near-miss.ts'

/**
 * How a value is shown. `money` and `link` may name another column; `badge` may give colours by value; `warning` and
 * `note` of a customer stand above everything else.
 */
export const DISPLAYS = [
  ...(['text', 'number', 'money', 'date', 'datetime', 'time', 'ago', 'boolean', 'badge', 'link'] as const),
  ...(['phone', 'email', 'tags', 'json', 'warning', 'note'] as const),
] as const

/**
 * What may be done with a value besides. `mask`: it leaves the server masked, and whole only on request. `secret`: the
 * same, and the mask is stars only, always as many. `alert`: it stands out, unless it is zero, false or empty.
 */
const EXTRAS = ['copy', 'mask', 'secret', 'alert'] as const

const TONES = ['plain', 'info', 'good', 'busy', 'bad'] as const
export type Tone = (typeof TONES)[number]

export interface ColumnFormat {
  display: (typeof DISPLAYS)[number] | null
  /** What stands in parentheses: a column's name, or a currency's code. */
  argument: string | null
  /** Of a badge, by value. */
  tones: ReadonlyMap<string, Tone>
  copy: boolean
  mask: boolean
  /** Masked by stars only; such a column is masked, too. */
  secret: boolean
  alert: boolean
}

/** What stands in parentheses may be in double quotes, and may then hold a parenthesis. */
const FORMAT = /[^\s(]+(\((?:"[^"]*"|[^")])*\)|\([^)]*\))?/gu
const FORMAT_WORD = /^(\w+)(?:\((.*)\))?$/u
export const NO_FORMAT: ColumnFormat = {
  ...{ display: null, argument: null, tones: new Map() },
  ...{ copy: false, mask: false, secret: false, alert: false },
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
  const format = { ...NO_FORMAT, tones: new Map<string, Tone>() }
  for (const part of text.match(FORMAT) ?? []) {
    const [, word = part, argument = null] = FORMAT_WORD.exec(part) ?? []
    const display = DISPLAYS.find((known) => known === word)
    const extra = EXTRAS.find((known) => known === word)
    if (extra && argument !== null) fail(`${extra} takes nothing in parentheses`)
    else if (extra) format[extra] = true
    else if (!display) fail(toUnknown(word))
    else if (format.display) fail(`a column has one of ${format.display} and ${display}`)
    else {
      format.display = display
      if (display === 'badge') readTones(argument ?? '', format.tones, fail)
      else if (argument !== null && display !== 'money' && display !== 'link')
        fail(`${display} takes nothing in parentheses`)
      else format.argument = argument === null ? null : toColumnName(argument.trim())
      if (display === 'money' && !format.argument)
        fail('money needs a currency: money(currency) or money(CNY)')
    }
  }
  return { ...format, mask: format.mask || format.secret }
}

function toUnknown(word: string): string {
  const known = [...DISPLAYS, ...EXTRAS]
  const near = findNear(word, known)
  return `"${word}" is not a format${near ? `; did you mean ${near}?` : ''} (${known.join(', ')})`
}

/** `badge(paid=good, open=busy)` */
function readTones(text: string, tones: Map<string, Tone>, fail: (message: string) => void): void {
  for (const part of text.split(',').map((word) => word.trim())) {
    if (part === '') continue
    const at = part.lastIndexOf('=')
    const tone = TONES.find((known) => known === part.slice(at + 1).trim())
    if (at < 1 || !tone) fail(`badge takes value=colour, with a colour of ${TONES.join(', ')}; not "${part}"`)
    else tones.set(part.slice(0, at).trim(), tone)
  }
}
