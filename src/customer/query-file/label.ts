/** `order_no` and `orderNo` become `Order no`. */
export function toLabel(name: string): string {
  const words = name
    .replaceAll(/(?<=\p{Ll})\p{Lu}(?=\p{Ll})/gu, (start) => ` ${start.toLowerCase()}`)
    .replaceAll(/[_-]+/g, ' ')
    .trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
