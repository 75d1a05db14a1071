import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { createSearcher } from '../../src/customer/search.ts'
import { toSearchTerms } from '../../src/customer/search-terms.ts'
import { createPool } from '../../src/database/pool.ts'
import { administer, cloneDatabase } from '../support/database.ts'
import { loadQueries, NOBODY, copyBundledQueries } from '../support/queries.ts'

let database: Awaited<ReturnType<typeof cloneDatabase>>
const pools: ReturnType<typeof createPool>[] = []
beforeAll(async () => {
  database = await cloneDatabase()
})
afterEach(() => Promise.all(pools.splice(0).map((pool) => pool.end())))
afterAll(() => database.drop())

interface Options {
  url?: string
  /** Null: no limit in the file. */
  timeoutMs?: number | null
}

function start(sql?: string, { url = database.url, timeoutMs = 10_000 }: Options = {}) {
  const { search: file } = loadQueries(
    sql === undefined ? 'queries' : copyBundledQueries({ 'search.sql': sql }),
  )
  if (!file) throw new Error('There is no search')
  const pool = createPool({ url, max: 2, timeoutMs: 10_000, onLost: () => undefined })
  pools.push(pool)
  const search = createSearcher({ pool, file: { ...file, timeoutMs } })
  return async (typed: string) => {
    const terms = toSearchTerms(typed)
    if (!terms) throw new Error('Too short')
    const result = await search(terms, NOBODY)
    const nameAt = result.customers.columns.find(({ name }) => name === 'full_name')?.at ?? -1
    return { ...result, names: result.customers.rows.map((row) => row[nameAt]) }
  }
}

describe('the bundled search', () => {
  const cases: [string, string, string[]][] = [
    ['an e-mail address in any case', 'Emma.Johansson@Example.com', ['Emma Johansson']],
    ['no part of one', 'johansson@example.com', []],
    ['a phone number with its country', '+1 (202) 555-0143', ['Emma Johansson']],
    ['a phone number without its country', '202 555 0143', ['Emma Johansson']],
    ['the end of a phone number', '0143', ['Emma Johansson']],
    ['full-width digits', '１９９００００ ０１２７', ['李继鹏']],
    ['no middle of a phone number', '5550', []],
    ['an order number in any case', 'ej-4107', ['Emma Johansson']],
    ['a customer number', 'EEP4EVP9CCMTRTCKVJHX', ['Jack Miller']],
    ['a part of a name in any case', 'johans', ['Emma Johansson']],
    ['two characters inside a Chinese name', '继鹏', ['李继鹏']],
    ['a nickname', '鹏哥', ['李继鹏']],
    ['a company', '云帆科技', ['李继鹏']],
    ['words in any order', 'Johansson Emma', ['Emma Johansson']],
    ['nobody by a pattern', 'Joh%son', []],
    ['nobody by another pattern', 'J_hansson', []],
    ['nobody', 'nobody@example.com', []],
  ]
  test.each(cases)('finds %s', async (_name, typed, names) => {
    expect((await start()(typed)).names).toEqual(names)
  })
})

describe('a search', () => {
  test('reports a timeout within its own time limit', async () => {
    const started = performance.now()
    const sql = 'select 1 as id, pg_sleep(60) where :name::text is not null'
    // On a busy machine, there may be no connection in time.
    const result = await vi.waitFor(() => start(sql, { timeoutMs: null })('Johansson'), 20_000)
    expect(result).toMatchObject({ status: 'late', hasMore: true, names: [] })
    expect(performance.now() - started).toBeLessThan(40_000)
  })

  test('reports a failure with its position', async () => {
    const result = await start(
      'select 1 as id\nwhere 1 / length(:name::text || :name) - 9 = 1 / (length(:name) - 9)',
    )('Johansson')
    expect(result).toMatchObject({
      status: 'failed',
      error: { source: { file: expect.stringContaining('search.sql') as string } },
    })
  })

  test('finds nobody for a value that its column cannot hold', async () => {
    const search = start('select id from customers where id = :number')
    expect(await search('A-1001')).toMatchObject({ status: 'ok', hasMore: false, error: null })
  })

  test('treats rows with one id as one customer, and null as nobody', async () => {
    const search = start(
      `select id, id::text as full_name from (values (1), (2), (1), (null)) as t(id) where :name::text is not null`,
    )
    expect(await search('Johansson')).toMatchObject({ names: ['1', '2'], hasMore: false })
  })

  test('shows twenty, and that there may be more', async () => {
    const search = start(
      'select n as id, n::text as full_name from generate_series(1, 100) as n where :name::text is not null',
    )
    const { names, hasMore } = await search('Johansson')
    expect({ count: names.length, hasMore }).toEqual({ count: 20, hasMore: true })
  })

  test('writes nothing, not even through a function', async () => {
    await administer(
      database.url,
      'create function touch() returns int language sql as $$ insert into orders default values returning 1 $$',
    )
    const result = await start('select touch() as id where :name::text is not null')('Johansson')
    expect(result).toMatchObject({ status: 'failed', error: { sqlState: '25006' } })
  })

  test('rejects if the database is unavailable', async () => {
    await expect(
      start(undefined, { url: 'postgres://nobody@127.0.0.1:1/nothing' })('Johansson'),
    ).rejects.toMatchObject({
      failure: 'unavailable',
    })
  })
})
