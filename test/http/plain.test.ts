import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client, type Pool } from 'pg'
import request from 'supertest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { assertSamePage, learnPage } from '../../bench/floor-page.ts'
import { AS_TEXT, readFloorRows, toPositions, toRows } from '../../bench/floor-rows.ts'
import { toTexts } from '../../bench/floor-texts.ts'
import { generate } from '../../bench/generate.ts'
import { createPlainApp } from '../../bench/plain/app.ts'
import { readPlainQueries } from '../../bench/plain/queries.ts'
import { compareTexts } from '../../bench/readable-texts.ts'
import { toFoundVisitor } from '../../bench/visitors.ts'
import { SAMPLE_CUSTOMERS } from '../../src/database/sample/load.ts'
import { encryptDesHex } from '../../src/visit/des.ts'
import { ORIGIN_TYPES } from '../../src/visit/channel.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { cloneDatabase, createTestPool } from '../support/database.ts'
import { copyBundledQueries } from '../support/queries.ts'

const KEY = '12345678'
const SENT = `&name=${encryptDesHex(KEY, 'Jack')}&nickname=Guest`
const inProject = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

/** What the plain page does not handle: unknown channels, fractions of a yen, invalid URLs of pictures. */
const BEYOND_PLAIN: ReadonlySet<string> = new Set([
  'ChenXiaoMing',
  '02038880166',
  'crm-import-4711',
  'sakura_0503',
  'markup_test',
])

const visits = SAMPLE_CUSTOMERS.flatMap(({ identities }) => identities)
  .filter(({ visitorImId }) => !BEYOND_PLAIN.has(visitorImId))
  .map(({ visitorImId, channel }) => ({
    visitorImId,
    originType: ORIGIN_TYPES[channel] ?? '',
  }))

/** The comparison in `bench/` is only valid while both render the same content. */
describe('the benchmark’s plain page has the same content as the page', () => {
  let database: Awaited<ReturnType<typeof cloneDatabase>>
  let app: TestApp
  let pool: Pool
  let plain: ReturnType<typeof createPlainApp>
  beforeAll(async () => {
    database = await cloneDatabase()
    // The plain page has no search.
    const directory = copyBundledQueries({})
    rmSync(join(directory, 'search.sql'))
    app = await startApp(database.url, { HYPHENATE_DES_KEY: KEY, QUERIES_DIR: directory })
    pool = createTestPool({ connectionString: database.url, options: '-c TimeZone=UTC' })
    const queries = readPlainQueries(inProject('queries'))
    const views = inProject('bench/plain/views')
    plain = createPlainApp({ pool, queries, views, desKey: KEY, timeZone: 'UTC' })
  })
  afterAll(async () => {
    await app.close()
    await pool.end()
    await database.drop()
  })

  async function compare(target: string): Promise<void> {
    const [ours, theirs] = await Promise.all([app.get(target), request(plain).get(target)])
    expect(compareTexts(ours.text, theirs.text)).toEqual({ missing: [], extra: [] })
    expect(theirs.status).toBe(200)
  }

  test.each(visits)(
    'for the sample customer $visitorImId, in both languages',
    async ({ visitorImId, originType }) => {
      for (const lang of ['en', 'zh']) {
        const query = new URLSearchParams({ visitorImId, originType, lang, agentId: '7', tenantId: '35' })
        await compare(`/?${query.toString()}${SENT}`)
      }
    },
  )

  test.each([
    ['an unknown visitor', '/?visitorImId=nobody'],
    ['a visitor with several candidates', '/?visitorImId=sam.rivera'],
  ])('for %s', (_who, target) => compare(`${target}${SENT}`))

  /** Last, since it replaces the sample customers. */
  test('for the benchmark’s customers, as the floor has byte for byte', async () => {
    const options = '-c TimeZone=UTC'
    const client = new Client({ connectionString: database.url, pipeline: true, options, types: AS_TEXT })
    await client.connect()
    const queries = readPlainQueries(inProject('queries'))
    const read = async (id: number) => {
      const { searchParams } = new URL(toFoundVisitor(id).target, 'http://floor')
      const visitorImId = searchParams.get('visitorImId') ?? ''
      const target = `/?visitorImId=${visitorImId}&lang=en${SENT}`
      const results = await readFloorRows(client, queries, visitorImId)
      const texts = toTexts(toRows(results), toPositions(results), visitorImId)
      return { target, html: (await app.get(target)).text, texts }
    }
    try {
      await generate(client, 60, () => undefined)
      const learned = await read(20)
      const toPage = learnPage(learned.html, learned.texts)
      for (const id of [40, 60]) {
        const { target, html, texts } = await read(id)
        assertSamePage(html, toPage(texts, randomUUID()))
        await compare(target)
      }
    } finally {
      await client.end()
    }
  })
})
