import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The code blocks of a document, by the language that they name; the last one of each. */
export function codeOfGuide(name: string): ReadonlyMap<string, string> {
  const text = readFileSync(fileURLToPath(new URL(`../../docs/${name}`, import.meta.url)), 'utf8')
  return new Map(
    [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language = '', code = '']) => [
      language,
      code,
    ]),
  )
}
