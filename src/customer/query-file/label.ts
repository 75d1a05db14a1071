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
