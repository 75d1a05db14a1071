import { DatabaseError } from 'pg'
import { describe, expect, test } from 'vitest'
import type { LinkRequest, LinkResult } from '../../src/customer/link.ts'
import { QueryError } from '../../src/database/query-error.ts'
import {
  PHONE,
  codeOf,
  found,
  OWN,
  pageOf,
  several,
  startRoutes,
  type Page,
  type Started,
} from '../support/route-app.ts'

describe('link', () => {
  const OPENED = {
    read: (opened: string | null) =>
      opened === null ? several('7', '8') : found(opened, { basis: 'opened', isLinked: false }),
  }
  const KEPT = { read: () => found('7', { link: { source: 'agent', by: 'Mei', at: null } }) }
  /** Sends the form of a page's link. */
  async function send(app: Started, path?: string, to?: string) {
    const from = path ?? (await pageOf(app)).search.open[0]
    const { link } = await pageOf(app, from)
    const { action = '', page = '' } = link?.form ?? {}
    const { status, body } = await app.form(to ?? action, { page })
    return { action, status, body: body as Page }
  }

  test('is audited first, then made for the customer on the page', async () => {
    const app = startRoutes(OPENED)
    const { action, status, body } = await send(app)
    expect([action, status]).toEqual(['/link', 200])
    expect(body).toMatchObject({ outcome: 'found', link: { state: 'new', form: { action: '/unlink' } } })
    expect(body).not.toHaveProperty('notice')
    const { visitorImId, customerId, source, agentId, agentName } = app.requests[0] ?? {}
    expect([visitorImId, customerId, source, agentId, agentName]).toEqual([
      'v-1',
      '7',
      'agent',
      'agent-of-acme',
      'Tom',
    ])
    const line = {
      action: 'link',
      source: 'agent',
      customerId: '7',
      agentId: app.services.logId('agent', 'agent-of-acme'),
    }
    expect(app.audits.slice(-3)).toMatchObject([
      { ...line, status: 'asked' },
      { ...line, status: 'linked' },
      { action: 'view' },
    ])
  })

  test.each<[string, () => Promise<LinkResult>, number, number]>([
    ['linked to another customer', () => Promise.resolve({ status: 'taken', customerId: '8' }), 409, 0],
    ['deleted', () => Promise.resolve({ status: 'gone', error: new QueryError(new TypeError('x')) }), 409, 1],
  ])(
    'shows the present customer if the visitor was %s in the meantime',
    async (notice, link, status, warnings) => {
      const app = startRoutes({ ...OPENED, link })
      const answer = await send(app)
      expect([answer.status, answer.body.notice, answer.body.outcome]).toEqual([
        status,
        expect.stringContaining(notice),
        'several',
      ])
      expect(app.events('link_failed')).toHaveLength(warnings)
    },
  )

  test('answers 503 if the database refuses it, and 500 to a fault of the program', async () => {
    const unavailable = startRoutes({ ...OPENED, link: () => Promise.reject(new QueryError(new Error('x'))) })
    const answer = await send(unavailable)
    expect([answer.status, codeOf(answer.body)]).toEqual([503, 'link_unavailable'])
    expect(unavailable.events('link_failed')).toMatchObject([{ error: { name: 'QueryError' } }])
    for (const code of ['42501', '23505']) {
      const error = new QueryError(Object.assign(new DatabaseError('no', 1, 'error'), { code }))
      const unwritable = startRoutes({ ...OPENED, link: () => Promise.reject(error) })
      expect((await send(unwritable)).status).toBe(503)
    }
    const failing = startRoutes({ ...OPENED, link: () => Promise.reject(new TypeError('x')) })
    expect((await send(failing)).status).toBe(500)
    const refused = startRoutes({ ...OPENED, link: () => Promise.reject(new QueryError(new TypeError('x'))) })
    expect((await send(refused)).status).toBe(500)
  })

  test('is removed, and not shown although a replica still has it', async () => {
    const app = startRoutes(KEPT)
    const { action, status, body } = await send(app, OWN)
    expect([action, status, body.outcome, body.notice]).toEqual(['/unlink', 200, 'unknown', undefined])
    expect(app.audits.slice(1)).toMatchObject([
      { action: 'undo', status: 'asked', customerId: '7' },
      { action: 'undo', status: 'undone', customerId: '7' },
    ])
  })

  test('is not made again by a proof right after its removal', async () => {
    const linkedBy: string[] = []
    const backgroundLinker = {
      link: ({ customerId }: LinkRequest) => void linkedBy.push(customerId),
      settle: () => Promise.resolve(),
    }
    const read = () => found('7', { basis: 'proved', isLinked: false, link: KEPT.read().link })
    const app = startRoutes({ read, backgroundLinker })
    const { link } = await pageOf(app)
    expect(linkedBy).toEqual(['7'])
    const { action = '', page = '' } = link?.form ?? {}
    const { text } = await app.form(action, { page }, { Accept: 'text/html' }).expect(200)
    expect(linkedBy).toEqual(['7'])
    expect(text).not.toContain('data-reload')
  })

  test('is audited with the digest of an id that may be a phone number', async () => {
    const app = startRoutes({ read: () => found(PHONE, { link: KEPT.read().link }) })
    await send(app, OWN)
    expect(app.audits.at(-1)).toMatchObject({ customerId: app.services.logId('customer', PHONE) })
  })

  test('cannot be removed twice', async () => {
    const app = startRoutes({ ...KEPT, unlink: () => Promise.resolve(false) })
    const { status, body } = await send(app, OWN)
    expect([status, body.outcome, body.notice]).toEqual([
      409,
      'found',
      expect.stringContaining('has changed'),
    ])
    expect(app.audits.at(-2)).toMatchObject({ action: 'undo', status: 'changed' })
  })

  test('is refused for a form that no page offered', async () => {
    const app = startRoutes(KEPT)
    const answer = await send(app, OWN, '/link')
    expect([answer.status, codeOf(answer.body)]).toEqual([404, 'link_expired'])
    for (const path of ['/link', '/unlink'])
      expect(codeOf((await app.form(path, { page: 'x' }).expect(404)).body)).toBe('link_expired')
    expect(app.requests).toEqual([])
  })
})
