/** `order_no` and `orderNo` become `Order no`. */
export function toLabel(name: string): string {
  const words = name
    .replaceAll(/(?<=\p{Ll})\p{Lu}(?=\p{Ll})/gu, (start) => ` ${start.toLowerCase()}`)
    .replaceAll(/[_-]+/g, ' ')
    .trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/**
 * V8 keeps a substring as a slice of its parent. One of a file with Chinese makes every page that includes it, even
 * an English one, take two bytes per character.
 */
export function toOwnText(part: string): string {
  return Buffer.from(part).toString()
}
