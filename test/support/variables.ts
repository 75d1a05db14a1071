import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

function read(name: string): string {
  return readFileSync(fileURLToPath(new URL(`../../${name}`, import.meta.url)), 'utf8')
}

/** The names of the variables that .env.example lists. */
export function variablesOfExample(): ReadonlySet<string> {
  return new Set([...read('.env.example').matchAll(/^([A-Z][A-Z_]*)=/gm)].map(([, name = '']) => name))
}

/** The names of the variables in a document's tables of variables: `| `NAME` | default | meaning |`. */
export function variablesOfDocument(name: string): ReadonlySet<string> {
  const rows = read(`docs/${name}`).matchAll(/^\| ((?:`[A-Z][A-Z_]*`(?:, |、)?)+) \|/gm)
  return new Set(
    [...rows].flatMap(([, cell = '']) => [...cell.matchAll(/`([A-Z_]+)`/g)].map(([, it = '']) => it)),
  )
}
