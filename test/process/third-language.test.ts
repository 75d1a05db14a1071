import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloneDatabase } from '../support/database.ts'
import { runMain } from '../support/process.ts'
import { copyBundledQueries } from '../support/queries.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const copy = mkdtempSync(join(tmpdir(), 'crm-page-language-'))

const KNOWN = '/?visitorImId=lijipeng_2019'

const ORDERS = `
-- title: Orders
-- title.ja: ご注文
-- column.ja order_no: 注文番号
-- column order_no: Order | 订单号 | copy
-- column total: Total | 金额
-- action: Refund | 退款 | link(https://admin.example.com/{order_no})
-- action.ja: 返金
select order_no, total from orders where customer_id = :customerId
`
const NOTES = `
-- title: Notes
-- empty: No notes yet
-- empty.ja: メモはありません
select 1 as note where :customerId::text is null
`

const build = () =>
  spawnSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
    cwd: copy,
    encoding: 'utf8',
  })

function edit(path: string, from: string, to: string): void {
  const source = readFileSync(join(copy, path), 'utf8')
  expect(source).toContain(from)
  writeFileSync(join(copy, path), source.replace(from, to))
}

let database: Awaited<ReturnType<typeof cloneDatabase>>
let app: ReturnType<typeof runMain>
let url: string

beforeAll(async () => {
  for (const name of ['src', 'views', 'public', 'migrations', 'package.json']) {
    cpSync(join(ROOT, name), join(copy, name), { recursive: true })
  }
  for (const name of ['tsconfig.json', 'tsconfig.build.json']) cpSync(join(ROOT, name), join(copy, name))
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
  edit('src/languages.ts', "['en', 'zh']", "['en', 'zh', 'ja']")
  const english = readFileSync(join(copy, 'src/page/texts/en.ts'), 'utf8')
  const japanese = english
    .replace('export const en:', 'export const ja:')
    .replace(/unknownTitle: .*/, "unknownTitle: '未登録のお客様',")
  writeFileSync(join(copy, 'src/page/texts/ja.ts'), japanese)
  edit('src/page/texts/texts.ts', '= { en, zh }', '= { en, zh, ja }')
  edit('src/page/texts/texts.ts', "import { zh } from './zh.ts'", "import { ja } from './ja.ts'\n$&")
  expect(build().stdout).toBe('')

  database = await cloneDatabase()
  const directory = copyBundledQueries({ 'panels/20-orders.sql': ORDERS, 'panels/50-notes.sql': NOTES })
  const env = { DATABASE_URL: database.url, QUERIES_DIR: directory, DEFAULT_LANGUAGE: 'ja', SIMULATOR: 'on' }
  app = runMain([], env, join(copy, 'dist/main.js'))
  url = await app.url()
}, 300_000)

afterAll(async () => {
  app.kill('SIGTERM')
  await app.ended
  await database.drop()
})

const getText = async (path: string, language?: string) => {
  const answer = await fetch(
    url + path,
    language === undefined ? {} : { headers: { 'Accept-Language': language } },
  )
  return answer.text()
}

test.each([
  ['that the browser asks for', '', 'ja-JP,ja;q=0.9,en;q=0.5'],
  ['of the agent console', '&lang=ja', 'en'],
  ['that is the default', '', undefined],
])('shows a third language if it is the one %s', async (_where, query, accepted) => {
  const html = await getText(`/?visitorImId=nobody${query}`, accepted)
  expect(html).toContain('<html lang="ja">')
  expect(html).toContain('未登録のお客様')
})

test('translates titles, labels, actions and empty panels of query files by suffix', async () => {
  const html = await getText(KNOWN, 'ja')
  expect(html).toContain('ご注文')
  expect(html).toContain('注文番号')
  expect(html).toContain('メモはありません')
  expect(html).toContain('>返金</a>')
})

test('falls back to English, marked as English, for an untranslated label', async () => {
  expect(await getText(KNOWN, 'ja')).toContain('lang="en">Total</span>')
})

test('leaves the other languages unchanged', async () => {
  expect(await getText(KNOWN, 'zh')).toContain('订单号')
  expect(await getText(KNOWN, 'en')).toContain('Orders')
})

test('offers the language in the simulator', async () => {
  expect(JSON.parse(await getText('/simulator/setup'))).toMatchObject({ languages: ['en', 'zh', 'ja'] })
})
