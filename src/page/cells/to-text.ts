/** Any value that Postgres and its driver may give, as text. */
export function toText(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString()
  if (Buffer.isBuffer(value)) return `\\x${value.toString('hex', 0, 32)}${value.length > 32 ? '…' : ''}`
  return typeof value === 'number' ? String(value) : JSON.stringify(value)
}

/** An array or an object with values of its own. */
export function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof Date) && !Buffer.isBuffer(value)
}
