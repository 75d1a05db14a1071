/**
 * Puts values into the places between the literals of an address.
 *
 * @returns null where one is missing, or has half a character, which has no place in an address
 */
export function fillAddress(
  [start = '', ...literals]: readonly string[],
  texts: readonly (string | null)[],
): string | null {
  let address = start
  for (const [index, text] of texts.entries()) {
    if (text === null || text === '' || /\p{Surrogate}/u.test(text)) return null
    address += encodeURIComponent(text) + (literals[index] ?? '')
  }
  return address
}
