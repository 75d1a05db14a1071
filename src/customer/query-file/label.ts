/** Makes a readable label of a column or file name: `order_no` and `orderNo` become `Order no`. */
export function toLabel(name: string): string {
  const words = name
    .replaceAll(/(?<=\p{Ll})\p{Lu}(?=\p{Ll})/gu, (start) => ` ${start.toLowerCase()}`)
    .replaceAll(/[_-]+/g, ' ')
    .trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/**
 * Copies a string out of the file's text. V8 keeps a substring as a slice of its parent, and a file that contains
 * Chinese uses two bytes per character, as would every page that includes the slice, even an English one.
 */
export function toOwnText(part: string): string {
  return Buffer.from(part).toString()
}
