/** UTF-16 units. No server reads a longer one. */
const MAX_ADDRESS = 8000

/**
 * Puts values into the places between the literals of an address.
 *
 * @returns null where one is missing, or the address is too long. Half a character has no place in one, and dots alone lead
 *          out of theirs
 */
export function fillAddress(
  [start = '', ...literals]: readonly string[],
  texts: readonly (string | null)[],
): string | null {
  let address = start
  for (const [index, text] of texts.entries()) {
    if (text === null || text === '' || /\p{Surrogate}|^\.{1,2}$/u.test(text)) return null
    address += encodeURIComponent(text) + (literals[index] ?? '')
  }
  return address.length > MAX_ADDRESS ? null : address
}
