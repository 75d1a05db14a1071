import type { Fail } from './annotation-values.ts'
import { toColumnName } from './column-name.ts'
import { readPair, type Localized } from './localized.ts'
import { readTextTemplate, type TextTemplate } from './text-template.ts'

const TONES = ['plain', 'info', 'good', 'busy', 'bad'] as const
export type Tone = (typeof TONES)[number]

export interface BadgeEntry {
  label: Localized | null
  tone: Tone | null
}

export type Condition = { operator: Operator; limit: number } | 'overdue'

const OPERATORS = ['<=', '>=', '!=', '<', '>', '='] as const
type Operator = (typeof OPERATORS)[number]

export type LinkTemplate = TextTemplate

const DURATIONS: ReadonlyMap<string, number> = new Map([
  ['ms', 0.001],
  ['seconds', 1],
  ['minutes', 60],
  ['hours', 3600],
  ['days', 86_400],
])

/**
 * Parses `badge(paid=good, 0=Unpaid|待付款:bad)`; a value on its own is a colour. `badge(tone: colour, …)` takes the
 * colour from a column.
 */
export function readBadge(
  text: string,
  fail: Fail,
): { badges: Map<string, BadgeEntry>; argument: string | null } {
  const entries = new Map<string, BadgeEntry>()
  let argument: string | null = null
  for (const part of text.split(/[,，]/).map((word) => word.trim())) {
    if (part === '') continue
    const [, column] = /^tone\s*[:：]\s*([^=\s]+|"[^"]+")$/u.exec(part) ?? []
    if (column !== undefined) {
      if (argument !== null) fail('badge has the colour of one column')
      argument = toColumnName(column)
      continue
    }
    const entry = readBadgeEntry(part)
    if (entry === null)
      fail(
        `badge takes value=colour or value=Label|标签:colour, with a colour of ${TONES.join(', ')}; not "${part}"`,
      )
    else if (entries.has(entry.value)) fail(`badge has the value "${entry.value}" twice`)
    else entries.set(entry.value, entry)
  }
  return { badges: entries, argument }
}

function readBadgeEntry(given: string): (BadgeEntry & { value: string }) | null {
  const part = given.includes('=') ? given : given.replace('＝', '=')
  const last = part.lastIndexOf('=')
  const single = toTone(part.slice(last + 1))
  const at = single ? last : part.indexOf('=')
  if (at < 1) return null
  const value = toColumnName(part.slice(0, at).trim())
  if (single) return { value, label: null, tone: single }
  const [, text = '', word] = /^(.*?)(?:[:：]([^:：]*))?$/u.exec(part.slice(at + 1)) ?? []
  const tone = word === undefined ? null : toTone(word)
  // A single lower-case word was meant as a colour.
  const isWord = word === undefined && /^\s*[a-z]+\s*$/.test(text)
  const label = isWord ? null : readPair(text)
  return label === null || (word !== undefined && tone === null) ? null : { value, label, tone }
}

/** Null if the text names no colour. */
export function toTone(text: string): Tone | null {
  return TONES.find((known) => known === text.trim()) ?? null
}

export function readZone(display: string, text: string, fail: Fail): string | null {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone
  } catch {
    fail(
      `${display}(${text}) names no time zone: write one as in ${display}(UTC) or ${display}(Asia/Shanghai)`,
    )
    return null
  }
}

export function readDuration(text: string, fail: Fail): number {
  const seconds = DURATIONS.get(text)
  if (seconds === undefined) fail(`duration takes one of ${[...DURATIONS.keys()].join(', ')}; not "${text}"`)
  return seconds ?? 1
}

export function readCondition(text: string, fail: Fail): Condition | null {
  const [, sign, limit] = /^([<>!]?=|[<>])\s*(-?\d+(?:\.\d+)?)$/.exec(text.normalize('NFKC').trim()) ?? []
  const operator = OPERATORS.find((known) => known === sign)
  if (operator) return { operator, limit: Number(limit) }
  if (text.trim() === 'overdue') return 'overdue'
  fail(`alert takes a comparison with a number, as in alert(< 0), or alert(overdue); not "${text}"`)
  return null
}

const EXAMPLES = {
  link: 'link(https://admin.example.com/orders/{order_no})',
  image: 'image(https://img.example.com/{sku}.jpg)',
}

/** Null if it is invalid. Pictures must use HTTPS. */
export function readTemplate(
  text: string,
  fail: Fail,
  display: 'link' | 'image' = 'link',
): LinkTemplate | null {
  const template = readTextTemplate(text)
  const { literals, columns } = template ?? { literals: [], columns: [] }
  const [start = ''] = literals
  const isAllowed = display === 'link' || start.startsWith('https:')
  const isFixed =
    /^https?:\/\/[^/?#\\{}]+[/?#]/.test(start) || (columns.length === 0 && /^https?:/.test(text))
  const isAddress = isAllowed && isFixed && URL.canParse(literals.join('0'))
  if (template && isAddress && !literals.some((part) => /\s/.test(part))) return template
  fail(
    `${display}(${text}) is not a valid address: scheme and host must be literal, with columns only after them, as in ${EXAMPLES[display]}`,
  )
  return null
}
