/** The line, from 1, in which a place of a text lies. The place is counted as JavaScript does, from 0. */
export function toLine(text: string, at: number): number {
  return text.slice(0, at).split('\n').length
}

/**
 * The line, from 1, that Postgres's `position` of an error means. It counts whole characters from 1, where JavaScript
 * counts an emoji twice; and says nothing of errors that are in the data.
 *
 * @returns null where it says nothing
 */
export function toLineOfPosition(text: string, position: string | undefined): number | null {
  const at = Number(position ?? 0)
  if (!(at > 0)) return null
  const before = Array.from(text)
    .slice(0, at - 1)
    .join('')
  return toLine(before, before.length)
}
