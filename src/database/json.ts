/** A string, or a number. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/gs

/**
 * Parses JSON that Postgres has validated. Numbers become text, so that no digit is lost: `1234567890123456789`,
 * `1.10`. They are quoted before `JSON.parse`, whose reviver has no access to a number's source before Node 21.
 */
export function parseJson(text: string): unknown {
  return JSON.parse(
    text.replaceAll(TOKEN, (token) => (token.startsWith('"') ? token : `"${token}"`)),
  ) as unknown
}
