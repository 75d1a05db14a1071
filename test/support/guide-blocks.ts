import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

interface Block {
  document: string
  language: string
  text: string
}

/** Returns the documents' blocks in these languages, without indentation, in order. */
export function blocksOf(documents: readonly string[], languages: readonly string[]): Block[] {
  return documents.flatMap((document) => {
    const text = readFileSync(fileURLToPath(new URL(`../../${document}`, import.meta.url)), 'utf8')
    return [...text.matchAll(/^( *)```(\w+)\n([\s\S]*?)^ *```$/gm)]
      .filter(([, , language = '']) => languages.includes(language))
      .map(([, indent = '', language = '', body = '']) => ({
        document,
        language,
        text: body.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      }))
  })
}

/** Hands out blocks by their first words, and keeps track of those that are left. */
export function handOut(blocks: readonly Block[]) {
  const left = new Set(blocks)
  return {
    take(document: string, beginning: string): string {
      const block = [...left].find((each) => each.document === document && each.text.startsWith(beginning))
      if (!block) throw new Error(`${document} has no block that begins with ${beginning}`)
      left.delete(block)
      return block.text
    },
    /** First lines of the remaining blocks. */
    left: () => [...left].map(({ document, text }) => `${document}: ${text.split('\n', 1)[0] ?? ''}`),
  }
}
