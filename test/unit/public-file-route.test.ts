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

  test('of another version are answered by the same file of this one, and not cached', async () => {
    const [path = ''] = /\/assets\/style\.[\w-]{8}\.css/.exec((await app.get(OWN)).text) ?? []
    const current = await app.get(path).expect(200)
    const other = await app.get('/assets/style.AAAA-_AA.css').expect(200)
    expect(other.text).toBe(current.text)
    expect(other.headers).toMatchObject({
      'content-type': 'text/css; charset=utf-8',
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'cross-origin',
    })
    for (const name of ['none.AAAAAAAA.css', 'style.css', '.AAAAAAAA.css', 'style.AAAAAAAA.js'])
      await app.get(`/assets/${name}`).expect(404)
  })
})
