/** Converts an offset in UTF-16 units, from 0, to a line, from 1. */
export function toLine(text: string, at: number): number {
  return text.slice(0, at).split('\n').length
}
