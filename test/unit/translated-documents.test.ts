import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { TEXTS } from '../../src/page/texts/texts.ts'

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8')
const withoutBlocks = (text: string) => text.replaceAll(/^ *```[\s\S]*?^ *```$/gm, '')

const DOCUMENTS = [
  'README',
  'docs/your-own-tables',
  'docs/parameters',
  'docs/operations',
  'docs/proxies',
  'docs/high-availability',
  'docs/distributed-postgres',
  'docs/identity',
  'docs/sign-in',
  'docs/audit',
  'docs/monitoring',
  'docs/releases',
  'deploy/kubernetes/README',
]

/** The levels of a document's headings, and the rows of its tables. */
function outline(path: string) {
  const text = withoutBlocks(read(path))
  const tables = text.split(/\n\s*\n/).filter((part) => part.trimStart().startsWith('|'))
  return {
    headings: [...text.matchAll(/^(#+) /gm)].map(([, marks]) => marks),
    rows: tables.map((table) => table.trim().split('\n').length),
  }
}

test.each(DOCUMENTS)('%s has the same headings and table rows in both languages', (name) => {
  const english = outline(`${name}.md`)
  expect(english.headings.length).toBeGreaterThan(2)
  expect(outline(`${name}.zh-CN.md`)).toEqual(english)
})

describe.each(DOCUMENTS)('%s in Chinese', (name) => {
  const text = withoutBlocks(read(`${name}.zh-CN.md`))

  // A browser shows the line break as a space, which Chinese does not have.
  test('has no line break within a paragraph', () => {
    expect(text.match(/^(?!#|\|).*\p{L}.*[^\s>|]\n *(?![-#|<[]|\d+\. )\S.*/gmu) ?? []).toEqual([])
  })

  // Between Chinese letters, `**` after a full stop does not end the bold text.
  test('has no bold text that ends in punctuation before a letter', () => {
    expect(text.match(/\*\*[^*\n]+[。，：；！？）]\*\*\p{L}/gu) ?? []).toEqual([])
  })
})

test.each([
  ...DOCUMENTS.map((name) => `${name}.zh-CN.md`),
  'src/page/texts/zh.ts',
  'public/simulator/texts-zh.js',
])('%s has a space between Latin and Chinese letters', (path) => {
  expect(read(path).match(/.*(?:[a-z]\p{Script=Han}|\p{Script=Han}[a-z]).*/giu) ?? []).toEqual([])
})

/** What the console itself calls its settings and tabs. */
const CONSOLE = {
  en: ['also encrypt built-in parameters', 'Settings > Iframe', 'Custom information interface', 'Profile'],
  zh: ['同时加密系统自带参数', '管理员模式 > 设置 > Iframe 窗口', '自定义信息接口', '资料'],
}

/** Every text of a page, also what has a number or a label in it. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value === 'function')
    return textsOf((value as (count: number, label: string) => unknown)(2, 'x'))
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : []
}

/** What is quoted: in English in quotation marks or italics that begin with a capital, in Chinese in quotation marks. */
function quotesOf(path: string, language: 'en' | 'zh'): string[] {
  const text = withoutBlocks(read(path))
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/`[^`\n]*`/g, '`')
  const pattern = language === 'zh' ? /“([^”]+)”/g : /"([^"]+)"|(?<![*\w])\*([A-Z][^*]*)\*(?!\*)/g
  return [...text.matchAll(pattern)].map(([, quoted = '', italic = '']) =>
    (quoted || italic).replaceAll(/\s+/g, ' '),
  )
}

describe.each(['README', 'docs/parameters', 'docs/operations', 'docs/high-availability'])('%s', (name) => {
  test.each(['en', 'zh'] as const)(
    'quotes in %s only what the page, the simulator or the console says',
    (language) => {
      const page = textsOf(TEXTS[language])
      // The simulator's texts, as they stand in the source.
      const simulator = read(`public/simulator/texts-${language}.js`)
      const isSaid = (quote: string) =>
        page.some((text) => text.includes(quote)) ||
        simulator.includes(quote) ||
        CONSOLE[language].includes(quote)
      const quotes = quotesOf(`${name}${language === 'zh' ? '.zh-CN' : ''}.md`, language)
      expect(quotes.length).toBeGreaterThan(4)
      expect(quotes.filter((quote) => !isSaid(quote))).toEqual([])
    },
  )
})
