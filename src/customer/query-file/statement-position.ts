/** Converts an offset in UTF-16 units, from 0, to a line, from 1. */
export function toLine(text: string, at: number): number {
  return text.slice(0, at).split('\n').length
}

/**
 * Converts the `position` of a Postgres error to a line, from 1. Postgres counts code points from 1, where JavaScript
 * counts an emoji as two units. Errors caused by data have no position.
 *
 * @returns null without a position
 */
export function toLineOfPosition(text: string, position: number | null): number | null {
  if (position === null) return null
  const before = Array.from(text)
    .slice(0, position - 1)
    .join('')
  return toLine(before, before.length)
}
