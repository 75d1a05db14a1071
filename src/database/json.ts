/** A string, or a number. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/gs

/**
 * Numbers become text, so that no digit is lost: `1234567890123456789`, `1.10`. Before Node 21, the reviver of
 * `JSON.parse` has no access to a number's source.
 */
export function parseJson(text: string): unknown {
  return JSON.parse(
    text.replaceAll(TOKEN, (token) => (token.startsWith('"') ? token : `"${token}"`)),
  ) as unknown
}
