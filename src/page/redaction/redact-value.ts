import { isNested, toText } from '../cells/to-text.ts'
import { UUID } from './mask-sent.ts'
import { maskText, DOTS } from './mask.ts'
import type { Redactor } from './redact.ts'

/** Bounds recursion below the size of the stack. */
const MAX_DEPTH = 50
/** The largest offset of a time zone from UTC. */
const MAX_OFFSET_MS = 14 * 3_600_000
/** Longer numbers may be phone numbers. */
const SHORT_NUMBER = /^-?(?=[\d.]{1,9}$)\d{1,6}(?:\.\d+)?$/

/** Appends the texts of a masked value to `secrets`: every leaf of arrays and JSON, and all leaves joined. */
export function collectSecrets(value: unknown, secrets: string[]): void {
  const leaves = toLeaves(value)
  for (const leaf of leaves) secrets.push(leaf)
  if (leaves.length > 1 && isNested(value)) secrets.push(leaves.join(' '))
}

/** Masks database values that would leak a masked value, including one split over an array's elements. */
export function redactValue(value: unknown, redactor: Redactor): unknown {
  if (!isNested(value)) return redactScalar(value, redactor)
  const redacted = redactNested(value, redactor, 0)
  return redactor.leaks(toLeaves(redacted).join(' ')) ? DOTS : redacted
}

/** Masks a database value whose leaks cannot be detected, except booleans and short numbers in numeric columns. */
export function redactUnknown(value: unknown, isNumber: boolean): unknown {
  if (value === null || value === undefined || typeof value === 'boolean' || value === '') return value
  const text = toText(value)
  if (isNumber && SHORT_NUMBER.test(text)) return value
  return typeof value === 'string' ? maskText(text) : DOTS
}

/** Like `redactUnknown`, for a customer's id of any type. */
export function redactId(id: string): string {
  return SHORT_NUMBER.test(id) || UUID.test(id) ? id : maskText(id)
}

function redactScalar(value: unknown, { leaks, redact, hasDays }: Redactor): unknown {
  if (typeof value === 'string') return redact(value)
  if (typeof value === 'boolean') return value
  if (value instanceof Date) return hasDays && toDays(value).some(leaks) ? DOTS : value
  const text = toText(value)
  if (Buffer.isBuffer(value)) return [text, ...toBinaryTexts(value)].some(leaks) ? DOTS : value
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
    // Booleans are not secrets: if equal ones were redacted, a visible one would reveal that the masked one differs.
    else if (typeof part === 'boolean') return
    else if (part instanceof Date) leaves.push(...toDays(part))
    else if (Buffer.isBuffer(part)) leaves.push(toText(part), ...toBinaryTexts(part))
    else leaves.push(toText(part))
  }
  collect(value, 0)
  return leaves.filter((leaf) => leaf !== '')
}

/** Returns the calendar days of an instant in all time zones. */
function toDays(instant: Date): string[] {
  return [-MAX_OFFSET_MS, 0, MAX_OFFSET_MS].map((shift) =>
    toText(new Date(instant.getTime() + shift)).slice(0, 10),
  )
}

/** Returns the texts that the bytes may encode. */
function toBinaryTexts(bytes: Buffer): string[] {
  return [bytes.toString('utf8'), bytes.toString('utf16le'), bytes.toString('hex')]
}
