/** Any value that Postgres and its driver may give, as text. */
export function toText(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString()
  if (Buffer.isBuffer(value)) return `\\x${value.toString('hex', 0, 32)}${value.length > 32 ? '…' : ''}`
  return typeof value === 'number' ? String(value) : toJson(value)
}

/** A number's text that stands where a value stands. */
const QUOTED_NUMBER = /(?<=[[,:])"(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?)"(?=[\],}])/g

/** Numbers of JSON and of arrays are text, so that no digit is lost: here they are written as numbers again. */
function toJson(value: unknown): string {
  try {
    return JSON.stringify(value).replaceAll(QUOTED_NUMBER, '$1')
  } catch {
    // Nested more deeply than the stack is.
    return '…'
  }
}

/** An array or an object with values of its own. */
export function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof Date) && !Buffer.isBuffer(value)
}

/** A value as JSON has it: bytes are text. */
export function toJsonValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toJsonValue)
  return Buffer.isBuffer(value) ? toText(value) : value
}
