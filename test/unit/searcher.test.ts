import { afterEach, describe, expect, test } from 'vitest'
import { parseQueryFile } from '../../src/customer/query-file/query-file.ts'
import { toSearchTerms } from '../../src/customer/search-terms.ts'
import { createSearcher } from '../../src/customer/search.ts'
import { startPostgres, type Answer } from '../support/postgres-stand-in.ts'
import { NOBODY } from '../support/queries.ts'

/* What a search makes of the answers of a server. */

const ends: (() => Promise<void>)[] = []
afterEach(() => Promise.all(ends.splice(0).map((end) => end())))

async function search(answer: Answer, typed = 'Emma', annotations = '') {
  const sent: [string, readonly (string | null)[]][] = []
  const { pool, close } = await startPostgres((text, values) => {
    sent.push([text, values])
    return text.includes('customers') ? answer(text, values) : undefined
  })
  ends.push(close)
  const sql = `${annotations}select id, name from customers where name = :name or tenant = :tenantId`
  const { file } = parseQueryFile('/q/search.sql', sql, 'search')
  const find = createSearcher({ pool, file })
  const result = await find(toSearchTerms(typed), { ...NOBODY, tenantId: 'acme' })
  const limits = sent.flatMap(([text]) => /'statement_timeout', '(\d+)'/.exec(text)?.[1] ?? [])
  return { result, sent, limits, values: sent.find(([text]) => text.includes('customers'))?.[1] }
}

const INT4 = 23
const people = (...ids: (string | null)[]) => ({
  columns: ['name', { name: 'id', type: INT4 }],
  rows: ids.map((id) => [`Emma ${String(id)}`, id]),
})

describe('a search', () => {
  test('finds each customer once, in order, and nobody without an id', async () => {
    const { result, values } = await search(() => people('2', null, '1', '2'))
    expect(values).toEqual(['Emma', 'acme'])
    expect(result).toMatchObject({ status: 'ok', idAt: 1, hasMore: false, error: null })
    expect(result.customers.rows).toEqual([
      ['Emma 2', 2],
      ['Emma 1', 1],
    ])
    expect(result.customers).toMatchObject({ isCutOff: false, columns: [{ name: 'name' }, { name: 'id' }] })
  })

  test('reports that there may be more at the file’s limit', async () => {
    const ids = (count: number) => Array.from({ length: count }, (_one, index) => String(index))
    expect((await search(() => people(...ids(19)))).result).toMatchObject({ hasMore: false })
    expect((await search(() => people(...ids(20)))).result).toMatchObject({ hasMore: true })
    const { result } = await search(() => people(...ids(21)))
    expect([result.hasMore, result.customers.rows.length, result.customers.isCutOff]).toEqual([
      true,
      20,
      false,
    ])
  })

  test('does not query the database for a term that is too short', async () => {
    const { result, sent } = await search(() => people('1'), 'e')
    expect(result).toMatchObject({
      status: 'short',
      idAt: -1,
      hasMore: false,
      error: null,
      customers: { rows: [] },
    })
    expect(sent).toEqual([])
  })

  test('is limited to 300 ms, or the limit of its file', async () => {
    expect((await search(() => people('1'))).limits).toEqual(['300'])
    expect((await search(() => people('1'), 'Emma', '-- timeout: 900ms\n')).limits).toEqual(['900'])
  })

  test('finds nobody for a value that is out of range', async () => {
    const { result } = await search(() => ({ code: '22P02', where: 'unnamed portal parameter $1' }))
    expect(result).toMatchObject({
      status: 'ok',
      idAt: -1,
      hasMore: false,
      error: null,
      customers: { rows: [] },
    })
  })

  test('may have more after a timeout', async () => {
    const { result } = await search(() => ({ code: '57014' }))
    expect(result).toMatchObject({ status: 'late', idAt: -1, hasMore: true, error: { failure: 'late' } })
  })

  test('returns nothing after an error, with the place in its file', async () => {
    const { result } = await search(() => ({ code: '42883', position: 17 }))
    expect(result).toMatchObject({
      status: 'failed',
      hasMore: false,
      error: { failure: 'failed', source: { file: '/q/search.sql', line: 1 } },
    })
  })

  test('rejects without a database', async () => {
    await expect(search(() => ({ code: '53300' }))).rejects.toMatchObject({ failure: 'unavailable' })
  })
})
