import type { Fail } from './annotation-values.ts'
import {
  DISPLAYS,
  EXTRAS,
  NO_FORMAT,
  type ColumnFormat,
  type Display,
  type RowMember,
} from './column-format.ts'
import { toColumnName } from './column-name.ts'
import { readBadge, readCondition, readDuration, readTemplate, readZone } from './format-arguments.ts'
import { readPair } from './localized.ts'
import { findNear } from '../../near-miss.ts'
import { readWords } from './parentheses.ts'
import { readRoles } from './roles.ts'
import { readMembers } from './row-members.ts'

const FORMAT_WORD = /^(\w+)(?:\((.*)\))?$/u
const MAX_DEPTH = 2
/** Formats that are meaningless, or mean something else, inside `rows`. */
const COLUMNS_ONLY: ReadonlySet<string> = new Set([
  'mask',
  'secret',
  'alert',
  'candidate',
  'language',
  'reveal',
  'warning',
  'note',
  'html',
])

/**
 * Parses the third part of a column's annotation: words separated by spaces outside of parentheses, as in
 * `money(currency) copy`.
 */
export function readFormats(text: string, fail: Fail, depth = 0): ColumnFormat {
  const format = { ...NO_FORMAT }
  for (const { word: part } of readWords(text)) {
    const [, word = part, argument = null] = FORMAT_WORD.exec(part) ?? []
    const display = DISPLAYS.find((known) => known === word)
    const extra = EXTRAS.find((known) => known === word)
    if (/^[^(]*\([^)]*$/.test(part)) fail(`a parenthesis is not closed: ${part}`)
    else if (depth > 0 && COLUMNS_ONLY.has(word)) fail(toMisplaced(word))
    else if (extra && format[extra]) fail(`${extra} is given twice`)
    else if (extra === 'reveal') {
      format.reveal = readRoles(argument ?? '')
      if (!format.reveal) fail('reveal needs roles in parentheses: reveal(lead), reveal(lead, billing)')
    } else if (extra) {
      format[extra] = true
      if (argument !== null && extra !== 'alert') fail(`${extra} takes nothing in parentheses`)
      else if (argument !== null) format.condition = readCondition(argument, fail)
    } else if (!display) fail(toUnknown(word))
    else if (format.display) fail(`a column has one of ${format.display} and ${display}`)
    else {
      format.display = display
      Object.assign(format, readArgument(display, argument?.trim() ?? null, fail, depth))
    }
  }
  if (format.display === 'rows' && format.copy)
    fail('rows cannot be copied: write copy inside its parentheses')
  const isMasked = format.mask || format.secret
  if (format.display === 'image' && isMasked)
    fail('a picture cannot be masked: leave the column out, or hide it')
  if (format.reveal && !isMasked)
    fail('reveal says who may see the whole value, but the column is not masked: add mask or secret')
  return { ...format, mask: isMasked }
}

function readRowMembers(text: string, fail: Fail, depth: number): RowMember[] {
  const read = readMembers(text, fail)
  return read.map(({ name, label, formats }) => ({ name, label, format: readFormats(formats, fail, depth) }))
}

function toMisplaced(word: string): string {
  return word === 'mask' || word === 'secret'
    ? `${word} is inside rows, where it has no effect: rows(...) ${word} masks the whole column`
    : `${word} cannot be used inside rows`
}

/** @param given the text in parentheses; null without parentheses */
function readArgument(
  display: Display,
  given: string | null,
  fail: Fail,
  depth: number,
): Partial<ColumnFormat> {
  const isGiven = given !== null
  const text = given ?? ''
  switch (display) {
    case 'badge':
      return readBadge(text, fail)
    case 'money':
      if (text === '') fail('money needs a currency: money(currency) or money(CNY)')
      return { argument: toColumnName(text) || null }
    case 'link':
      if (/^\w+:|^[^"]*[{}]/.test(text)) return { template: readTemplate(text, fail) }
      return { argument: isGiven ? toColumnName(text) : null }
    case 'image':
      return isGiven ? { template: readTemplate(text, fail, 'image') } : {}
    case 'rows':
      if (depth + 1 > MAX_DEPTH) fail('rows can be nested only once')
      return isGiven ? { members: readRowMembers(text, fail, depth + 1) } : {}
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
  if (/[（）]/u.test(word)) return `"${word}" is not a format: write its parentheses as ( and )`
  const known = [...DISPLAYS, ...EXTRAS]
  const near = findNear(word, known)
  return `"${word}" is not a format${near ? `; did you mean ${near}?` : ''} (${known.join(', ')})`
}
