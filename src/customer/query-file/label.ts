/** A readable name for a column or file: `order_no` and `orderNo` are `Order no`. */
export function toLabel(name: string): string {
  const words = name
    .replaceAll(
      /(\p{Ll})(\p{Lu}\p{Ll})/gu,
      (_, end: string, start: string) => `${end} ${start.toLowerCase()}`,
    )
    .replaceAll(/[_-]+/g, ' ')
    .trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/**
 * A text that is none of the file's: a part of a file that has Chinese in it takes two bytes for each character, and so
 * does every page on which the part stands, though it be English.
 */
export function toOwnText(part: string): string {
  return Buffer.from(part).toString()
}
