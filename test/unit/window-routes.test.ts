import { describe, expect, test } from 'vitest'
import { codeOf, pageOf, startRoutes } from '../support/route-app.ts'

describe('window', () => {
  const app = startRoutes()
  test('shows its own panels, and its links return to it', async () => {
    const { headers } = await app.get('/orders?visitorImId=v&x=%41').expect(302)
    expect(headers['location']).toBe('/orders/?visitorImId=v&x=%41')
    expect((await app.get('/orders').expect(302)).headers['location']).toBe('/orders/')
    expect(await pageOf(app, '/orders/?visitorImId=v')).toMatchObject({
      customer: { id: '9' },
      search: { action: '/orders/search' },
    })
    expect(app.events('view').at(-1)).toMatchObject({ window: 'orders' })
    expect(codeOf((await app.json('/orders/none').expect(404)).body)).toBe('not_found')
  })
  test.each(['/gone/reveal', '/gone/search', '/gone/link', '/gone/unlink'])(
    'answers POST %s of a removed window with window_gone',
    async (path) => {
      expect(codeOf((await app.form(path, {}).expect(404)).body)).toBe('window_gone')
    },
  )
  test.each(['/gone/search/x', '/gone/open/x'])(
    'answers GET %s of a removed window with window_gone',
    async (path) => {
      expect(codeOf((await app.json(path).expect(404)).body)).toBe('window_gone')
    },
  )
})
