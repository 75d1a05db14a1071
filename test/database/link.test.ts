import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createLinker } from '../../src/customer/link.ts'
import { parseQueryFile } from '../../src/customer/query-file/query-file.ts'
import { contend, presentLinks, replay, startLinking, toRequest } from '../support/linking.ts'

let linking: Awaited<ReturnType<typeof startLinking>>
beforeAll(async () => {
  linking = await startLinking()
})
afterAll(() => linking.close())

const present = (...visitors: string[]) => presentLinks(linking.admin, visitors)
const history = (...visitors: string[]) => replay(linking.admin, visitors)
const importLink = (visitor: string, channel: string, customerId: string) =>
  linking.admin.query(
    'insert into customer_identities (visitor_im_id, channel, customer_id) values ($1, $2, $3)',
    [visitor, channel, customerId],
  )

describe('linking', () => {
  test('writes one row, and one of history with agent, time and request', async () => {
    const result = await linking.link(toRequest('new-1', '1', { channel: 'app' }))
    expect(result).toEqual({ status: 'linked', isUndoable: true })
    expect(await present('new-1')).toEqual([
      { visitor_im_id: 'new-1', channel: 'app', customer_id: '1', source: 'agent' },
    ])
    const { rows } = await linking.admin.query(
      `select agent_id, agent_name, request_id, ended_at, now() - linked_at < '1 minute' as is_new
       from customer_identity_history where visitor_im_id = 'new-1'`,
    )
    expect(rows).toEqual([
      { agent_id: '7', agent_name: 'Tom', request_id: 'a-request', ended_at: null, is_new: true },
    ])
  })

  test('is idempotent: sent twice at once, it writes one row and reports both as linked and undoable', async () => {
    const twice = [toRequest('double', '1'), toRequest('double', '1')]
    const results = await Promise.all(twice.map((request) => linking.link(request)))
    expect(results).toEqual(twice.map(() => ({ status: 'linked', isUndoable: true })))
    expect(await present('double')).toHaveLength(1)
    expect(await history('double')).toMatchObject({ events: 1, faults: [] })
  })

  test('works again after the link was deleted from the table directly', async () => {
    await linking.link(toRequest('deleted', '1'))
    await linking.admin.query(`delete from customer_identities where visitor_im_id = 'deleted'`)
    expect(await linking.link(toRequest('deleted', '2'))).toEqual({ status: 'linked', isUndoable: true })
    expect(await present('deleted')).toMatchObject([{ customer_id: '2' }])
    expect(await history('deleted')).toMatchObject({ faults: [] })
  })

  test.each([
    ['the same channel', 'app', 'app', 'taken'],
    ['a stored channel that is unknown', 'unknown', 'app', 'taken'],
    ['a page’s channel that is unknown', 'app', 'unknown', 'taken'],
    ['another channel', 'wechat', 'app', 'linked'],
  ])('respects an imported link of somebody else in %s', async (_name, stored, asked, status) => {
    const visitor = `imported-${stored}-${asked}`
    await importLink(visitor, stored, '3')
    expect(await linking.link(toRequest(visitor, '1', { channel: asked }))).toMatchObject({ status })
    expect(await linking.link(toRequest(visitor, '1', { channel: asked, source: 'proof' }))).toMatchObject({
      status,
    })
  })

  test('folds the case of an id where the IM service does', async () => {
    await importLink('Folded-Id', 'app', '3')
    await importLink('oFolded', 'wechat', '3')
    expect(await linking.link(toRequest('folded-ID', '1', { channel: 'app' }))).toEqual({
      status: 'taken',
      customerId: '3',
    })
    expect(await linking.link(toRequest('OFolded', '1', { channel: 'wechat' }))).toMatchObject({
      status: 'linked',
    })
  })

  test('to the same customer again changes nothing, and an imported row cannot be undone', async () => {
    await importLink('known', 'app', '3')
    expect(await linking.link(toRequest('known', '3'))).toEqual({ status: 'linked', isUndoable: false })
    expect(await history('known')).toMatchObject({ events: 0 })
    for (const source of ['agent', 'proof'] as const)
      expect(await linking.unlink(toRequest('known', '3', { source }))).toBe(false)
    expect(await present('known')).toMatchObject([{ source: 'imported' }])
  })
})

describe('unlinking', () => {
  test('restores the previous state exactly, and records when and by whom', async () => {
    await importLink('undone', 'wechat', '3')
    const before = await present('undone')
    await linking.link(toRequest('undone', '1', { channel: 'app' }))
    const request = toRequest('undone', '1', { channel: 'app', agentName: 'Ann', requestId: 'another' })
    expect(await linking.unlink(request)).toBe(true)
    expect(await present('undone')).toEqual(before)
    const { rows } = await linking.admin.query(
      `select ended_as, ended_agent_name, ended_request_id from customer_identity_history
       where visitor_im_id = 'undone'`,
    )
    expect(rows).toEqual([{ ended_as: 'undone', ended_agent_name: 'Ann', ended_request_id: 'another' }])
    expect(await linking.unlink(request)).toBe(false)
  })

  test('removes only the link to that customer from that source', async () => {
    await linking.link(toRequest('kept', '1'))
    expect(await linking.unlink(toRequest('kept', '2'))).toBe(false)
    expect(await linking.unlink(toRequest('kept', '1', { source: 'proof' }))).toBe(false)
    expect(await present('kept')).toHaveLength(1)
  })
})

describe('a new proof', () => {
  const proof = { source: 'proof', agentId: null, agentName: null } as const

  test('replaces the link of an older proof in any channel, and keeps both in the history', async () => {
    await linking.link(toRequest('shared', '1', proof))
    expect(await linking.link(toRequest('shared', '2', { ...proof, channel: 'app' }))).toEqual({
      status: 'linked',
      isUndoable: true,
    })
    const links = await present('shared')
    expect(links).toEqual([{ visitor_im_id: 'shared', channel: 'app', customer_id: '2', source: 'proof' }])
    expect(await history('shared')).toEqual({ links, faults: [], events: 3 })
    expect(await linking.link(toRequest('shared', '3', { ...proof, channel: 'app' }))).toMatchObject({
      status: 'linked',
    })
    expect(await present('shared')).toMatchObject([{ channel: 'app', customer_id: '3' }])
  })

  test('does not replace an agent’s link, nor an agent that of a proof', async () => {
    await linking.link(toRequest('by-agent', '1'))
    expect(await linking.link(toRequest('by-agent', '2', proof))).toEqual({
      status: 'taken',
      customerId: '1',
    })
    await linking.link(toRequest('by-proof', '1', proof))
    expect(await linking.link(toRequest('by-proof', '2'))).toEqual({ status: 'taken', customerId: '1' })
  })
})

describe.each(['advisory', 'serializable'] as const)('concurrent links with LINK_LOCK=%s', (lock) => {
  const linkerOf = (statement?: string) => {
    const { pool, queries } = linking
    const link = statement === undefined ? queries.link : parseQueryFile('link.sql', statement, 'link').file
    return createLinker({ pool, queries: { ...queries, link }, lock, timeoutMs: 10_000 })
  }

  test.each([
    ['the bundled file', undefined],
    // It searches by an index other than the one whose uniqueness the new row may violate.
    [
      'a file that only inserts what it has not found',
      `with present as materialized (
         select customer_id, source from customer_identities
         where lower(visitor_im_id collate "C") = lower(:visitorImId) and channel in ('web', 'app')
       ), written as (
         insert into customer_identities (visitor_im_id, channel, customer_id, source)
         select :visitorImId, 'app', :customerId::bigint, :source where not exists (select from present)
         returning customer_id, source
       ) select * from written union all select * from present`,
    ],
  ])(
    'writes one row if two agents link two customers, and returns its customer to the second agent: %s',
    async (name, file) => {
      const { link } = linkerOf(file)
      for (let round = 0; round < 10; round += 1) {
        const visitor = `race-${lock}-${name}-${String(round)}`
        const results = await Promise.all(
          ['1', '2'].map((customerId, index) =>
            link(toRequest(visitor, customerId, { channel: index === 0 ? 'app' : 'unknown' })),
          ),
        )
        const links = await present(visitor)
        expect(links).toHaveLength(1)
        expect(results.map(({ status }) => status).sort()).toEqual(['linked', 'taken'])
        const taken = results.find(({ status }) => status === 'taken')
        expect(taken).toEqual({ status: 'taken', customerId: links[0]?.customer_id })
      }
    },
  )

  test('keeps a replayable history while thirty agents link and unlink five visitors', async () => {
    const visitors = [1, 2, 3, 4, 5].map((number) => `${lock}-${String(number)}`)
    const counts = await contend(linkerOf(), { visitors, agents: 30, ms: 800 })
    expect(Object.keys(counts).sort()).toEqual(['linked', 'nothing to unlink', 'taken', 'unlinked'])
    const { links, faults, events } = await history(...visitors)
    expect(faults).toEqual([])
    expect(links).toEqual(await present(...visitors))
    expect(events).toBeGreaterThan(10)
  })
})

test('stores hostile values unchanged or rejects them, and never executes them', async () => {
  for (const visitor of [`O'0"; drop table customers; --`, '小明 %_\\{', 'a'.repeat(255)])
    expect(await linking.link(toRequest(visitor, '1', { agentName: visitor }))).toMatchObject({
      status: 'linked',
    })
  await expect(linking.link(toRequest('x', 'no number'))).rejects.toMatchObject({
    name: 'QueryError',
    failure: 'failed',
    source: { file: 'queries/link.sql' },
  })
  expect(await linking.link(toRequest('x', '999999'))).toMatchObject({
    status: 'gone',
    error: { sqlState: '23503' },
  })
  expect(await present('x')).toEqual([])
})
