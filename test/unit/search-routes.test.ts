import { describe, expect, test } from 'vitest'
import { codeOf, pageOf, startRoutes } from '../support/route-app.ts'

describe('search', () => {
  const app = startRoutes()
  const search = async (term: string, on = app) => {
    const { action, page } = (await pageOf(on)).search
    return on.form(action, { page, term })
  }

  test('redirects to its result, at an address without the term', async () => {
    const views = app.events('view').length
    const { status, headers } = await search('emma')
    const address = headers['location'] ?? ''
    expect([status, address]).toEqual([303, expect.stringMatching(/^\/search\/[\w-]+$/)])
    expect(address).not.toContain('emma')
    const { body, headers: shown } = await app.json(address).expect(200)
    expect(body).toMatchObject({ outcome: 'several', candidates: [{ id: '7' }, { id: '8' }] })
    expect(shown).not.toHaveProperty('server-timing')
    expect(app.audits.at(-1)).toMatchObject({ action: 'search', from: 'search', count: 2 })
    // The visitor's page and the result.
    expect(app.events('view')).toHaveLength(views + 2)
  })

  test.each<[string, Record<string, string>, number, string]>([
    ['for a page that was not sealed here', { page: 'x', term: 'emma' }, 404, 'search_expired'],
    ['without a term', { page: 'x' }, 400, 'bad_request'],
    ['with more than a term', { page: 'x', term: 'emma', more: '1' }, 400, 'bad_request'],
    ['with a term that is too long', { page: 'x', term: 'e'.repeat(101) }, 400, 'bad_request'],
  ])('is refused %s', async (_what, sent, status, code) => {
    expect(codeOf((await app.form('/search', sent).expect(status)).body)).toBe(code)
  })

  test('requires the role', async () => {
    const restricted = startRoutes({ restriction: { roles: ['lead'], line: 1 } })
    expect(await pageOf(restricted)).not.toHaveProperty('search.action')
    expect(codeOf((await restricted.form('/search', {}).expect(403)).body)).toBe('role_required')
    expect(codeOf((await restricted.json('/search/x').expect(403)).body)).toBe('role_required')
  })

  test('is limited after too many searches without a match', async () => {
    const limited = startRoutes()
    for (let turn = 0; turn < 30; turn += 1) {
      const { headers } = await search(`nobody ${turn}`, limited)
      await limited.json(headers['location'] ?? '').expect(200)
    }
    const { status, body } = await search('emma', limited)
    expect([status, codeOf(body)]).toEqual([429, 'too_many_searches'])
  }, 20_000)
})
