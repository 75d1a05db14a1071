import { isNested, toText } from '../cells/to-text.ts'
import { maskText, STARS } from './mask.ts'
import type { Redactor } from './redact.ts'

/** Deeper than anybody reads, and not as deep as the stack. */
const MAX_DEPTH = 50
/** Between an instant's day in the westernmost time zone, in UTC and in the easternmost. */
const ZONES_MS = 14 * 3_600_000
/** Longer numbers may be phone numbers. */
const SHORT_NUMBER = /^-?(?=[\d.]{1,9}$)\d{1,6}(?:\.\d+)?$/
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i

/** Adds every text of a masked value, down to the leaves of arrays and JSON; and those leaves as one text. */
export function collectSecrets(value: unknown, secrets: string[]): void {
  const leaves = toLeaves(value)
  secrets.push(...leaves)
  if (leaves.length > 1 && isNested(value)) secrets.push(leaves.join(' '))
}

/** A value of the database as it may be seen: what would tell a masked value is masked, pieces in an array's elements too. */
export function redactValue(value: unknown, redactor: Redactor): unknown {
  if (!isNested(value)) return redactScalar(value, redactor)
  const redacted = redactNested(value, redactor, 0)
  return redactor.leaks(toLeaves(redacted).join(' ')) ? STARS : redacted
}

/**
 * A value of the database where it cannot be told what it would tell: only booleans, and counts and amounts in columns
 * of numbers, are seen.
 */
export function redactUnknown(value: unknown, isNumber: boolean): unknown {
  if (value === null || value === undefined || typeof value === 'boolean' || value === '') return value
  const text = toText(value)
  if (isNumber && SHORT_NUMBER.test(text)) return value
  return typeof value === 'string' ? maskText(text) : STARS
}

/** The same of a customer's id, of whatever type. */
export function redactId(id: string): string {
  return SHORT_NUMBER.test(id) || UUID.test(id) ? id : maskText(id)
}

function redactScalar(value: unknown, { leaks, redact, hasDays }: Redactor): unknown {
  if (typeof value === 'string') return redact(value)
  if (typeof value === 'boolean') return value
  if (value instanceof Date) return hasDays && toDays(value).some(leaks) ? STARS : value
  const text = toText(value)
  if (Buffer.isBuffer(value)) return [text, ...toBinaryTexts(value)].some(leaks) ? STARS : value
  const safe = redact(text)
  return safe === text ? value : safe
}

function redactNested(value: unknown, redactor: Redactor, depth: number): unknown {
  if (!isNested(value)) return redactScalar(value, redactor)
  if (depth > MAX_DEPTH) return '…'
  if (Array.isArray(value)) return value.map((part) => redactNested(part, redactor, depth + 1))
  const parts = Object.entries(value).map(([name, part]) => [
    redactor.redact(name),
    redactNested(part, redactor, depth + 1),
  ])
  return Object.fromEntries(parts)
}

function toLeaves(value: unknown): string[] {
  const leaves: string[] = []
  const collect = (part: unknown, depth: number): void => {
    if (isNested(part) && depth <= MAX_DEPTH)
      for (const inner of Object.values(part)) collect(inner, depth + 1)
    // Of two values, an open one that differs from the masked one would tell it.
    else if (typeof part === 'boolean') return
    else if (part instanceof Date) leaves.push(...toDays(part))
    else if (Buffer.isBuffer(part)) leaves.push(toText(part), ...toBinaryTexts(part))
    else leaves.push(toText(part))
  }
  collect(value, 0)
  return leaves.filter((leaf) => leaf !== '')
}

/** An instant by the calendars of all time zones. */
function toDays(instant: Date): string[] {
  return [-ZONES_MS, 0, ZONES_MS].map((shift) => toText(new Date(instant.getTime() + shift)).slice(0, 10))
}

/** Bytes as the texts that they may be. */
function toBinaryTexts(bytes: Buffer): string[] {
  return [bytes.toString('utf8'), bytes.toString('utf16le'), bytes.toString('hex')]
}
