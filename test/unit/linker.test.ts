import { afterEach, describe, expect, test } from 'vitest'
import { createLinker, type LinkLock, type LinkRequest } from '../../src/customer/link.ts'
import { parseQueryFile } from '../../src/customer/query-file/query-file.ts'
import { startPostgres, type Refusal, type Table } from '../support/postgres-stand-in.ts'

/* The statements that write, on a server whose answers the test chooses. */

const LINK =
  '-- roles: lead\ninsert into links select :visitorImId, :customerId, :source, :agentId returning *'
const UNLINK =
  '-- timeout: 700ms\n-- roles: boss\ndelete from links where v = :visitorImId and c = :customerId returning *'
const link = parseQueryFile('/q/link.sql', LINK, 'link').file
const unlink = parseQueryFile('/q/unlink.sql', UNLINK, 'link').file

const REQUEST: LinkRequest = {
  visitorImId: 'V-1',
  channel: 'web',
  customerId: '7',
  agentId: 'mei',
  agentName: 'Mei',
  source: 'agent',
  requestId: 'r-1',
}

const ends: (() => Promise<void>)[] = []
afterEach(() => Promise.all(ends.splice(0).map((end) => end())))

interface Given {
  lock?: LinkLock
  hasUnlink?: boolean
}

/** A linker whose statements are answered by one table or refusal, and what the server was sent. */
async function start(written: Table | Refusal, { lock = 'advisory', hasUnlink = true }: Given = {}) {
  const sent: [string, readonly (string | null)[]][] = []
  const { pool, close } = await startPostgres((text, values) => {
    sent.push([text.trim(), values])
    return /insert|delete/.test(text) ? written : undefined
  })
  ends.push(close)
  const queries = { link, unlink: hasUnlink ? unlink : null }
  const linker = createLinker({ pool, queries, lock, timeoutMs: 2000 })
  const find = (pattern: RegExp) => sent.filter(([text]) => pattern.test(text))
  return { ...linker, sent, find, isCommitted: () => find(/^commit$/).length === 1 }
}

const row = (values: Record<string, string | null>): Table => ({
  columns: Object.keys(values),
  rows: [Object.values(values)],
})
const NO_ROW: Table = { columns: ['customer_id'], rows: [] }

describe('a link', () => {
  test('is written for one visitor at a time, and rolled back unless it is to the customer', async () => {
    const linker = await start(row({ customer_id: '7', source: 'agent' }))
    expect(await linker.link(REQUEST)).toEqual({ status: 'linked', isUndoable: true })
    expect(linker.isCommitted()).toBe(true)
    expect(linker.find(/insert/)).toEqual([[expect.any(String), ['V-1', '7', 'agent', 'mei']]])
    expect(linker.find(/pg_advisory_xact_lock/)).toMatchObject([[expect.any(String), ['V-1']]])
    expect(linker.find(/statement_timeout/)).toMatchObject([[expect.any(String), ['2000']]])
  })

  test('is written without a lock where transactions are serializable', async () => {
    const linker = await start(row({ customer_id: '7' }), { lock: 'serializable' })
    expect(await linker.link(REQUEST)).toMatchObject({ status: 'linked' })
    expect(linker.find(/pg_advisory_xact_lock/)).toEqual([])
    expect(linker.find(/^begin isolation level serializable/)).toHaveLength(1)
  })

  test.each<[string, Table, string | null]>([
    ['another customer', row({ customer_id: '8' }), '8'],
    ['a customer whom it does not name', NO_ROW, null],
    ['nobody', row({ customer_id: null }), null],
    ['what no column names', row({ other: '7' }), null],
  ])('to %s is refused as taken, and nothing is written', async (_whom, written, customerId) => {
    const linker = await start(written)
    expect(await linker.link(REQUEST)).toEqual({ status: 'taken', customerId })
    expect([linker.isCommitted(), linker.find(/^rollback$/).length]).toEqual([false, 1])
  })

  test('compares ids as text, from the last column of that name', async () => {
    const columns = ['customer_id', { name: 'customer_id', type: 23 }]
    const linker = await start({ columns, rows: [['x', '7']] })
    expect(await linker.link(REQUEST)).toMatchObject({ status: 'linked' })
  })

  test.each<[string, Record<string, string>, Given, boolean]>([
    ['its own source made it', { source: 'agent' }, {}, true],
    ['another source made it', { source: 'proof' }, {}, false],
    ['it does not say which source made it', {}, {}, true],
    ['there is no unlink.sql', { source: 'agent' }, { hasUnlink: false }, false],
  ])('can be undone or not if %s', async (_why, more, given, isUndoable) => {
    const linker = await start(row({ customer_id: '7', ...more }), given)
    expect(await linker.link(REQUEST)).toEqual({ status: 'linked', isUndoable })
  })

  test('to a deleted customer is reported as gone, and the error names the file', async () => {
    const linker = await start({ code: '23503' })
    const result = await linker.link(REQUEST)
    expect(result).toMatchObject({
      status: 'gone',
      error: { sqlState: '23503', source: { file: '/q/link.sql', line: null } },
    })
  })

  test('rejects on any other error, with the line in the file', async () => {
    const linker = await start({ code: '42703', position: LINK.indexOf('insert') + 2 })
    await expect(linker.link(REQUEST)).rejects.toMatchObject({
      sqlState: '42703',
      source: { file: '/q/link.sql', line: 2 },
    })
  })
})

describe('undoing a link', () => {
  test('returns whether there was one, within the time limit of its file', async () => {
    const linker = await start(row({ customer_id: '7' }))
    expect(await linker.unlink(REQUEST)).toBe(true)
    expect(linker.isCommitted()).toBe(true)
    expect(linker.find(/delete/)).toEqual([[expect.any(String), ['V-1', '7']]])
    expect(linker.find(/statement_timeout/)).toMatchObject([[expect.any(String), ['700']]])
    expect(await (await start(NO_ROW)).unlink(REQUEST)).toBe(false)
  })

  test('does nothing without unlink.sql', async () => {
    const linker = await start(row({ customer_id: '7' }), { hasUnlink: false })
    expect(await linker.unlink(REQUEST)).toBe(false)
    expect(linker.sent).toEqual([])
  })
})

test('takes the roles for link and undo from the files', async () => {
  const both = await start(NO_ROW)
  expect([both.canUnlink, both.restrictions]).toEqual([
    true,
    { link: { roles: ['lead'], line: 1 }, unlink: { roles: ['boss'], line: 2 } },
  ])
  const one = await start(NO_ROW, { hasUnlink: false })
  expect([one.canUnlink, one.restrictions.unlink]).toEqual([false, null])
})
