import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const BLOCK = /^( *)`([\w./-]+\.sql)`:\n\n *```sql\n([\s\S]*?)^ *```$/gm

/** The files that a guide tells its readers to write, by path. */
export function filesOfGuide(name: string): Record<string, string> {
  const text = readFileSync(fileURLToPath(new URL(`../../docs/${name}`, import.meta.url)), 'utf8')
  const files = [...text.matchAll(BLOCK)].map(([, indent = '', path = '', sql = '']) => {
    const lines = sql.split('\n').map((line) => line.slice(line.startsWith(indent) ? indent.length : 0))
    return [path, lines.join('\n')]
  })
  return Object.fromEntries(files) as Record<string, string>
}
