import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const fromRoot = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url))
const read = (name: string) => readFileSync(fromRoot(name), 'utf8')

function findAll(text: string, pattern: RegExp): ReadonlySet<string> {
  return new Set([...text.matchAll(pattern)].map(([, found = '']) => found))
}

/** Returns the first column of the tables with one of these headings. */
function firstCells(document: string, heads: readonly string[]): string {
  const tables = read(`docs/${document}`).split(/\n\n+/)
  return tables
    .filter((table) => heads.some((head) => table.startsWith(`| ${head} |`)))
    .flatMap((table) => table.split('\n').slice(2))
    .map((row) => row.split('|', 2)[1])
    .join('\n')
}

/** The variables in .env.example. */
export function variablesOfExample(): ReadonlySet<string> {
  return findAll(read('.env.example'), /^([A-Z][A-Z_]*)=/gm)
}

export function variablesOfDocument(document: string): ReadonlySet<string> {
  return findAll(firstCells(document, ['variable', '变量']), /`([A-Z_]+)`/g)
}

export const readDocument = (document: string) => read(`docs/${document}`)

export function alertsOfDocument(document: string): ReadonlySet<string> {
  return findAll(firstCells(document, ['alert', '告警']), /`(\w+)`/g)
}

export function alertsOfRules(): ReadonlySet<string> {
  return findAll(read('deploy/prometheus/rules.yaml'), /^ +- alert: (\w+)$/gm)
}

export function eventsOfDocument(document: string): ReadonlySet<string> {
  return findAll(firstCells(document, ['`event`']), /`([a-z_]+)`/g)
}

/** The page's own metrics. */
export function metricsOfDocument(document: string): ReadonlySet<string> {
  return findAll(firstCells(document, ['metric', '指标']), /`(crm_page_[a-z_]+)`/g)
}

/** The events that the source logs. */
export function eventsOfSource(): ReadonlySet<string> {
  const files = readdirSync(fromRoot('src'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  )
  return findAll(files.map((name) => read(`src/${name}`)).join('\n'), /\bevent: '([a-z_]+)'/g)
}

/** The code blocks of a document, without comments and indentation. */
export function blocksOfDocument(document: string): string[] {
  return [...read(`docs/${document}`).matchAll(/^ *```(\w+)\n([\s\S]*?)^ *```$/gm)].map(
    ([, language = '', text = '']) =>
      [language, ...text.split('\n').filter((line) => !/^\s*(#|--)/.test(line))].join('\n'),
  )
}
