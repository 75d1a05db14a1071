import { toColumnName } from './column-name.ts'
import { readPair, type Localized } from './localized.ts'
import { readTextTemplate, type TextTemplate } from './text-template.ts'

const TONES = ['plain', 'info', 'good', 'busy', 'bad'] as const
export type Tone = (typeof TONES)[number]

/** What a value is called and how it is coloured, where a badge says so. */
export interface BadgeEntry {
  label: Localized | null
  tone: Tone | null
}

/** When a value stands out: beside a number; or as a time that is past. */
export type Condition = { operator: Operator; limit: number } | 'overdue'

const OPERATORS = ['<=', '>=', '!=', '<', '>', '='] as const
type Operator = (typeof OPERATORS)[number]

/** An address with values of the row in it. */
export type LinkTemplate = TextTemplate

/** How many seconds one of a column's units is. */
const DURATIONS: ReadonlyMap<string, number> = new Map([
  ['ms', 0.001],
  ['seconds', 1],
  ['minutes', 60],
  ['hours', 3600],
  ['days', 86_400],
])

type Fail = (message: string) => void

/**
 * `badge(paid=good, 0=Unpaid|待付款:bad, 1=Paid|已付款)`: a lone colour is a colour. `badge(tone: colour, …)` names the column
 * that has the colour.
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

function readBadgeEntry(part: string): (BadgeEntry & { value: string }) | null {
  const last = part.lastIndexOf('=')
  const lone = toTone(part.slice(last + 1))
  const at = lone ? last : part.indexOf('=')
  if (at < 1) return null
  const value = part.slice(0, at).trim()
  if (lone) return { value, label: null, tone: lone }
  const [, text = '', word] = /^(.*?)(?:[:：]([^:：]*))?$/u.exec(part.slice(at + 1)) ?? []
  const tone = word === undefined ? null : toTone(word)
  // A lone word in small letters was meant as a colour.
  const isWord = word === undefined && /^\s*[a-z]+\s*$/.test(text)
  const label = isWord ? null : readPair(text)
  return label === null || (word !== undefined && tone === null) ? null : { value, label, tone }
}

function toTone(text: string): Tone | null {
  return TONES.find((known) => known === text.trim()) ?? null
}

/** `datetime(Asia/Shanghai)`: the zone in which a time that has none is meant. */
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

/** `duration(minutes)`: how many seconds one is. */
export function readDuration(text: string, fail: Fail): number {
  const seconds = DURATIONS.get(text)
  if (seconds === undefined) fail(`duration takes one of ${[...DURATIONS.keys()].join(', ')}; not "${text}"`)
  return seconds ?? 1
}

/** `alert(< 0)`, `alert(overdue)` */
export function readCondition(text: string, fail: Fail): Condition | null {
  const [, sign, limit] = /^([<>!]?=|[<>])\s*(-?\d+(?:\.\d+)?)$/.exec(text.trim()) ?? []
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

/** `link(https://admin.example.com/orders/{order_no})`; null where it is no address. Pictures are had over HTTPS only. */
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
    `${display}(${text}) is no address: scheme and host stand as they are, and columns behind them, as in ${EXAMPLES[display]}`,
  )
  return null
}
