/** In UTF-16 units. Servers reject longer addresses. */
const MAX_ADDRESS = 8000

/**
 * Fills the gaps between the literals of an address with encoded values.
 *
 * @returns null if a value is missing or the address is too long; also for lone surrogates, which cannot be encoded,
 *   and for `.` and `..`, which would change the path
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
