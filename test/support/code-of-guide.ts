import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Returns the code blocks of a document, in order, with their languages. */
export function codeOfGuide(name: string): readonly { language: string; code: string }[] {
  const text = readFileSync(fileURLToPath(new URL(`../../docs/${name}`, import.meta.url)), 'utf8')
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language = '', code = '']) => ({
    language,
    code,
  }))
}
