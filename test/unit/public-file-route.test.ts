import { describe, expect, test } from 'vitest'
import { codeOf, OWN, startRoutes } from '../support/route-app.ts'

describe('public files', () => {
  const app = startRoutes()
  test('are sent in the best accepted encoding, and cached as immutable', async () => {
    const [path = ''] = /\/assets\/[\w.-]+\.css/.exec((await app.get(OWN)).text) ?? []
    const codingOf = async (accepted: string) => {
      const { headers } = await app.get(path, { 'Accept-Encoding': accepted }).expect(200)
      expect(headers).toMatchObject({
        'content-type': 'text/css; charset=utf-8',
        'cache-control': 'public, max-age=31536000, immutable',
        'cross-origin-resource-policy': 'cross-origin',
        vary: 'Accept-Encoding',
      })
      return headers['content-encoding']
    }
    expect(await codingOf('gzip, br')).toBe('br')
    expect(await codingOf('gzip')).toBe('gzip')
    expect(await codingOf('identity')).toBeUndefined()
    expect(await codingOf('identity;q=0')).toBeUndefined()
    expect(codeOf((await app.json('/assets/none.css').expect(404)).body)).toBe('not_found')
    // The page is the only view.
    expect(app.events('view')).toHaveLength(1)
  })
})
