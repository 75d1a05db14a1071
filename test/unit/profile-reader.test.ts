import { afterEach, describe, expect, test } from 'vitest'
import { createProfileReader, type ProfileReader } from '../../src/customer/profile.ts'
import { parseQueryFile } from '../../src/customer/query-file/query-file.ts'
import { startPostgres, type Answer, type Table } from '../support/postgres-stand-in.ts'
import { NOBODY } from '../support/queries.ts'

/* The profile of a visitor, on a server whose answers the test chooses. */

const INT4 = 23
const TIMESTAMPTZ = 1184
const TEXT_ARRAY = 1009

const ends: (() => Promise<void>)[] = []
afterEach(() => Promise.all(ends.splice(0).map((end) => end())))

interface Given {
  /** What customer.sql returns for a visitor id, the number of a proof, or the id of an opened customer. */
  customer?: Answer | Table
  /** Panels by file name, and what they return by the first word behind `from`. */
  panels?: Record<string, string>
  tables?: Record<string, ReturnType<Answer> | Answer>
  customerSql?: string
  panelsWithoutProof?: boolean
  timeoutMs?: number
}

const CUSTOMER = 'select * from customers where v = :visitorImId or n = :verifiedUserId or id = :customerId'

async function start(given: Given) {
  const {
    customer = people('7'),
    panels = {},
    tables = {},
    panelsWithoutProof = true,
    timeoutMs = 2000,
  } = given
  const sent: [string, readonly (string | null)[]][] = []
  const { pool, close } = await startPostgres((text, values) => {
    sent.push([text, values])
    const [, table = ''] = /from (\w+)/.exec(text.replace('select * from (', '')) ?? []
    if (table === 'customers') return typeof customer === 'function' ? customer(text, values) : customer
    const answered = tables[table]
    return typeof answered === 'function' ? answered(text, values) : answered
  })
  ends.push(close)
  const queries = {
    customer: parseQueryFile('/q/customer.sql', given.customerSql ?? CUSTOMER, 'customer').file,
    panels: Object.entries(panels).map(([path, sql]) => parseQueryFile(path, sql).file),
  }
  const read = createProfileReader({ pool, queries, timeoutMs, panelsWithoutProof })
  const valuesOf = (table: string) =>
    sent.filter(([text]) => text.includes(`from ${table}`)).map(([, values]) => values)
  /** How many transactions have begun. */
  const begun = () => sent.filter(([text]) => text === 'begin read only').length
  const limits = () => sent.flatMap(([text]) => /'statement_timeout', '(\d+)'/.exec(text)?.[1] ?? [])
  const VISITOR = {
    ...NOBODY,
    visitorImId: 'v-1',
    userId: 'u-1',
    channel: 'web',
    sent: new Map([['sku', 'S-1']]),
  }
  return {
    pool,
    sent,
    valuesOf,
    begun,
    limits,
    read: (...more: Parameters<ProfileReader> extends [unknown, ...infer Rest] ? Rest : never) =>
      read(VISITOR, ...more),
  }
}

function people(...ids: (string | null)[]): Table {
  return { columns: [{ name: 'id', type: INT4 }, 'name'], rows: ids.map((id) => [id, `Name ${String(id)}`]) }
}
const one = (text: string): Table => ({ columns: ['a'], rows: [[text]] })
const ORDERS = { '10-orders.sql': 'select * from orders where c = :customerId' }

describe('the profile of a visitor', () => {
  test('has the panels of the only customer', async () => {
    const now = performance.now()
    const { read, valuesOf } = await start({ panels: ORDERS, tables: { orders: one('x') } })
    const profile = await read()
    expect(profile).toMatchObject({
      outcome: 'found',
      basis: 'linked',
      customerId: '7',
      idAt: 0,
      isLinked: true,
      isConflict: false,
      provedCount: 0,
      replaced: null,
      link: null,
      matchedChannels: null,
    })
    expect(profile.customers.rows).toEqual([[7, 'Name 7']])
    expect(profile.panels).toMatchObject([{ status: 'ok', rows: [['x']], error: null }])
    expect(valuesOf('customers')).toEqual([['v-1', null, null]])
    expect(valuesOf('orders')).toEqual([['7']])
    for (const ms of [profile.lookupMs, profile.panelsMs, profile.panels[0]?.durationMs ?? -1]) {
      expect(ms).toBeGreaterThan(0)
      expect(ms).toBeLessThan(now)
    }
  })

  test('counts rows with one id as one customer', async () => {
    const { read } = await start({ customer: people('7', '7', null) })
    expect(await read()).toMatchObject({
      outcome: 'found',
      customerId: '7',
      customers: { rows: { length: 2 } },
    })
  })

  test('has no panels for several customers', async () => {
    const { read, valuesOf } = await start({ customer: people('7', '8', '7'), panels: ORDERS })
    const profile = await read()
    expect(profile).toMatchObject({
      outcome: 'several',
      basis: null,
      customerId: null,
      panels: [],
      isLinked: true,
      idAt: 0,
    })
    expect(profile.customers.rows).toEqual([
      [7, 'Name 7'],
      [8, 'Name 8'],
    ])
    expect(valuesOf('orders')).toEqual([])
  })

  test.each([
    [1000, 'found', false],
    [1001, 'several', true],
  ])('is certain only if all rows are read: %d are %s', async (count, outcome, isCutOff) => {
    const { read } = await start({ customer: people(...Array.from({ length: count }, () => '7')) })
    expect(await read()).toMatchObject({ outcome, customers: { isCutOff } })
  })

  test.each<[string, Table]>([
    ['has no row', people()],
    ['has a row of nulls, as an aggregate returns', people(null)],
  ])('is unknown for a visitor who %s', async (_what, customer) => {
    const { read } = await start({ customer, panels: ORDERS })
    expect(await read()).toMatchObject({
      outcome: 'unknown',
      isLinked: false,
      customerId: null,
      panels: [],
      link: null,
    })
  })

  test('is unknown if the id is out of range for its column', async () => {
    const customer: Answer = () => ({ code: '22P02', where: 'unnamed portal parameter $1' })
    const { read } = await start({
      customer,
      panels: { '1-a.sql': '-- for: unknown\nselect * from hints where v = :visitorImId' },
      tables: { hints: one('x') },
    })
    const profile = await read()
    expect(profile).toMatchObject({
      outcome: 'unknown',
      idAt: -1,
      panels: [{ status: 'ok' }],
      customers: { rows: [] },
    })
  })

  test.each<[string, Table]>([
    ['is no number or text', { columns: [{ name: 'id', type: 16 }], rows: [['t']] }],
    ['is missing', { columns: ['number'], rows: [['7']] }],
  ])('is rejected if the id %s', async (_why, customer) => {
    await expect((await start({ customer })).read()).rejects.toThrow('must return a column "id"')
  })

  test('is rejected if the lookup fails, with the line of the file', async () => {
    const { read } = await start({ customer: () => ({ code: '42883', position: 17 }) })
    await expect(read()).rejects.toMatchObject({
      failure: 'failed',
      source: { file: '/q/customer.sql', line: 1 },
    })
  })

  test('is read within the limit of the file, else of the server', async () => {
    const server = await start({})
    await server.read()
    expect(server.limits()).toEqual(['2000'])
    const file = await start({ customerSql: `-- timeout: 700ms\n${CUSTOMER}` })
    await file.read()
    expect(file.limits()).toEqual(['700'])
  })

  test('has the author of the link, and the channels of the id', async () => {
    const columns = [
      'id',
      { name: 'matched_channels', type: TEXT_ARRAY },
      'link_source',
      'linked_by',
      { name: 'linked_at', type: TIMESTAMPTZ },
    ]
    const rows = [
      ['7', '{web,NULL}', 'agent', 'Mei', '2026-03-01 10:00:00+00'],
      ['7', '{app}', 'proof', '', null],
    ]
    const { read } = await start({ customer: { columns, rows } })
    expect(await read()).toMatchObject({
      matchedChannels: ['web', 'app'],
      link: { source: 'agent', by: 'Mei', at: new Date('2026-03-01T10:00:00Z') },
    })
  })

  test.each<[string, (string | null)[], object | null]>([
    ['by a proof', ['7', 'proof', '', 'yesterday'], { source: 'proof', by: null, at: null }],
    ['before', ['7', 'imported', 'Mei', null], null],
    ['by nobody', ['7', null, null, null], null],
  ])('that was linked %s says so', async (_by, row, link) => {
    const columns = ['id', 'link_source', 'linked_by', 'linked_at']
    expect((await (await start({ customer: { columns, rows: [row] } })).read()).link).toEqual(link)
  })
})

describe('a customer', () => {
  test('is looked up by the id alone if opened by an agent', async () => {
    const panels = {
      '1-a.sql': 'select * from orders where v = :visitorImId and s = :sent.sku and c = :customerId',
    }
    const { read, valuesOf } = await start({ panels, tables: { orders: one('x') } })
    const profile = await read({ openedId: '7' })
    expect(profile).toMatchObject({
      outcome: 'found',
      basis: 'opened',
      customerId: '7',
      isLinked: false,
      matchedChannels: null,
    })
    expect(valuesOf('customers')).toEqual([[null, null, '7']])
    expect(valuesOf('orders')).toEqual([[null, null, '7']])
  })

  test('ignores the visitor’s proof and channels if opened by an agent', async () => {
    const columns = ['id', { name: 'matched_channels', type: TEXT_ARRAY }]
    const { read, valuesOf } = await start({
      customer: { columns, rows: [['7', '{web}']] },
      panels: { '1-a.sql': 'select * from orders where n = :verifiedUserId and c = :customerId' },
      tables: { orders: one('x') },
    })
    const opened = await read({ openedId: '7', verifiedUserId: 'C-1' })
    expect(opened).toMatchObject({ basis: 'opened', matchedChannels: null })
    expect(valuesOf('orders')).toEqual([[null, '7']])
  })

  test('is never shown in place of the opened one', async () => {
    await expect((await start({})).read({ openedId: '8' })).rejects.toThrow('of :customerId, and no other')
  })

  test('is certain by a proof, which is passed to the panels', async () => {
    const panels = { '1-a.sql': 'select * from orders where n = :verifiedUserId and v = :visitorImId' }
    const { read, valuesOf } = await start({
      panels,
      panelsWithoutProof: false,
      tables: { orders: one('x') },
    })
    expect(await read({ verifiedUserId: 'C-1' })).toMatchObject({
      basis: 'proved',
      isLinked: true,
      customerId: '7',
    })
    expect(valuesOf('customers')).toEqual([
      ['v-1', null, null],
      [null, 'C-1', null],
    ])
    expect(valuesOf('orders')).toEqual([['C-1', 'v-1']])
  })

  test('has no panels without a required proof', async () => {
    const { read, valuesOf, pool } = await start({ panels: ORDERS, panelsWithoutProof: false })
    expect(await read()).toMatchObject({ outcome: 'found', basis: 'linked', panels: [] })
    expect(valuesOf('orders')).toEqual([])
    await expect.poll(() => pool.idleCount).toBe(pool.totalCount)
  })

  test('is in conflict if the proof names another one, who is listed first', async () => {
    const customer: Answer = (_text, [visitor]) => (visitor === null ? people('8', '7') : people('7', '9'))
    const { read } = await start({ customer, panels: ORDERS })
    const profile = await read({ verifiedUserId: 'C-1' })
    expect(profile).toMatchObject({ outcome: 'several', isConflict: true, provedCount: 2, customerId: null })
    expect(profile.customers.rows.map(([id]) => id)).toEqual([8, 7, 9])
  })

  test('is not shown if only the visitor id names it, and a proof exists', async () => {
    const customer: Answer = (_text, [visitor]) => (visitor === null ? people() : people('7'))
    const { read, valuesOf } = await start({ customer, panels: ORDERS })
    expect(await read({ verifiedUserId: 'C-1' })).toMatchObject({
      outcome: 'several',
      isConflict: true,
      customerId: null,
      panels: [],
    })
    expect(valuesOf('orders')).toEqual([])
  })

  test('of a previous link is mentioned in a conflict', async () => {
    const columns = ['id', 'link_source']
    const customer: Answer = (_text, [visitor]) =>
      visitor === null ? { columns, rows: [['8', null]] } : { columns, rows: [['7', 'agent']] }
    expect(await (await start({ customer })).read({ verifiedUserId: 'C-1' })).toMatchObject({
      isConflict: true,
      link: { source: 'agent' },
    })
  })
})

describe('panels', () => {
  const AUDIENCES = {
    '1-found.sql': 'select * from a where c = :customerId',
    '2-unknown.sql': '-- for: unknown\nselect * from b where v = :visitorImId',
    '3-all.sql': '-- for: all\nselect * from c where v = :visitorImId',
  }
  const tables = { a: one('a'), b: one('b'), c: one('c') }

  test.each<[string, Table, string[]]>([
    ['customers', people('7'), ['found', 'all']],
    ['unknown visitors', people(), ['unknown', 'all']],
    ['visitors who may be several', people('7', '8'), []],
  ])('are those for %s', async (_whom, customer, names) => {
    const { read, pool } = await start({ customer, panels: AUDIENCES, tables })
    const profile = await read()
    expect(profile.panels.map(({ file }) => file.name)).toEqual(names)
    await expect.poll(() => pool.idleCount).toBe(pool.totalCount)
  })

  test('are read only for roles that may see them', async () => {
    const panels = {
      ...ORDERS,
      '2-bills.sql': '-- roles: billing\nselect * from bills where c = :customerId',
    }
    const { read, valuesOf } = await start({ panels, tables: { orders: one('x'), bills: one('y') } })
    expect((await read()).panels).toHaveLength(1)
    expect((await read({}, ['lead'])).panels).toHaveLength(1)
    expect(valuesOf('bills')).toEqual([])
    expect((await read({}, ['billing'])).panels).toHaveLength(2)
  })

  test('receive custom parameters, or null', async () => {
    const panels = {
      '1-a.sql': 'select * from orders where s = :sent.sku and o = :sent.other and c = :customerId',
    }
    const { read, valuesOf } = await start({ panels, tables: { orders: one('x') } })
    await read()
    expect(valuesOf('orders')).toEqual([['S-1', null, '7']])
  })

  test('have their own limits', async () => {
    const panels = { ...ORDERS, '2-slow.sql': '-- timeout: 900ms\nselect * from slow where c = :customerId' }
    const { read, limits } = await start({ panels, tables: { orders: one('x'), slow: one('y') } })
    await read()
    expect(limits()).toEqual(['2000', '900'])
  })

  test('do not affect each other if one fails, times out or is empty', async () => {
    const panels = {
      '1-fails.sql': 'select * from fails where c = :customerId',
      '2-late.sql': 'select * from late where c = :customerId',
      '3-empty.sql': 'select * from empty where c = :customerId',
      ...ORDERS,
    }
    const { read, pool } = await start({
      panels,
      tables: {
        fails: { code: '22012', position: 17 },
        late: { code: '57014' },
        empty: { columns: ['a'], rows: [] },
        orders: one('x'),
      },
    })
    for (let page = 0; page < 2; page += 1) {
      const { panels: read1 } = await read()
      expect(read1).toMatchObject([
        {
          status: 'failed',
          rows: [],
          error: { failure: 'failed', source: { file: '1-fails.sql', line: 1 } },
        },
        { status: 'late', rows: [], error: { failure: 'late' } },
        { status: 'empty', rows: [], error: null },
        { status: 'ok', rows: [['x']], error: null },
      ])
    }
    await expect.poll(() => pool.idleCount).toBe(pool.totalCount)
  })

  test('run separately after a failure, so that no other waits for them', async () => {
    let isFailing = true
    const { read, begun } = await start({
      panels: { '1-fails.sql': 'select * from fails where c = :customerId', ...ORDERS },
      tables: { fails: () => (isFailing ? { code: '22012' } : one('x')), orders: one('y') },
    })
    const readPage = async () => {
      const before = begun()
      const { panels } = await read()
      return [begun() - before, panels.map(({ status }) => status)]
    }
    // What stood behind it was read again.
    expect(await readPage()).toEqual([2, ['failed', 'ok']])
    isFailing = false
    expect(await readPage()).toEqual([2, ['ok', 'ok']])
    // On a busy machine, it may have been slow.
    await expect.poll(readPage).toEqual([1, ['ok', 'ok']])
  })

  test('run separately while they are slower than the lookup', async () => {
    let pauseMs = 0
    const pause = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs)
    const { read, begun } = await start({
      panels: { '1-slow.sql': 'select * from slow where c = :customerId', ...ORDERS },
      tables: { slow: () => (pause(), one('x')), orders: one('y') },
    })
    const isApart = async (ms: number) => {
      pauseMs = ms
      const before = begun()
      await read()
      return begun() - before > 1
    }
    await expect.poll(() => isApart(0)).toBe(false)
    await isApart(200)
    expect(await isApart(200)).toBe(true)
    await expect.poll(() => isApart(0)).toBe(false)
  })

  test.each(['40001', '26000', '0A000'])(
    'are retried once after a conflict or an outdated statement: %s',
    async (code) => {
      let asked = 0
      const orders = () => ((asked += 1) === 1 ? { code } : one('x'))
      const { read } = await start({ panels: ORDERS, tables: { orders } })
      expect((await read()).panels).toMatchObject([{ status: 'ok', rows: [['x']] }])
      expect(asked).toBe(2)
    },
  )

  test('are not retried after an error of their own', async () => {
    const { read, valuesOf } = await start({ panels: ORDERS, tables: { orders: { code: '22012' } } })
    expect((await read()).panels).toMatchObject([{ status: 'failed', isCutOff: false }])
    expect(valuesOf('orders')).toHaveLength(1)
  })
})
