/** Converts any value from Postgres's driver to text; null becomes an empty text. */
export function toText(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString()
  if (Buffer.isBuffer(value)) return `\\x${value.toString('hex', 0, 32)}${value.length > 32 ? '…' : ''}`
  return typeof value === 'number' ? String(value) : toJson(value)
}

/** Like `toText`, but without the sign of a zero: a floating-point number such as `round(-0.4)` has one. */
export function toNumberText(value: unknown): string {
  const text = toText(value)
  return text === '-0' ? '0' : text
}

/** A quoted number in the position of a value. */
const QUOTED_NUMBER = /(?<=[[,:])"(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?)"(?=[\],}])/g

/**
 * The driver returns numbers in JSON and arrays as strings to preserve all digits; this writes them as numbers again.
 */
function toJson(value: unknown): string {
  try {
    return JSON.stringify(value).replaceAll(QUOTED_NUMBER, '$1')
  } catch {
    // Too deeply nested for the stack.
    return '…'
  }
}

/** Whether a value is an array or an object with members. */
export function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof Date) && !Buffer.isBuffer(value)
}

/** Converts a value for the JSON response: binary data becomes text. */
export function toJsonValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toJsonValue)
  return Buffer.isBuffer(value) ? toText(value) : value
}
