import { afterAll, beforeAll, expect, test } from 'vitest'
import { BUILT_IN_NAMES } from '../../src/visit/built-in-parameters.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { administer, cloneDatabase } from '../support/database.ts'

const MARKUP = `</title></bdi><script>alert("x")</script><img src=x onerror='alert(1)'>&lt;<%= 1 %>`

let app: TestApp
let database: Awaited<ReturnType<typeof cloneDatabase>>

beforeAll(async () => {
  database = await cloneDatabase()
  app = await startApp(database.url)
})
afterAll(async () => {
  await app.close()
  await database.drop()
})

/** Tags and attributes that our templates do not write. */
function foreignMarkup(html: string): string[] {
  const withoutValues = html.replaceAll(/="[^"]*"/g, '=""')
  const foreign =
    /<(script(?! src="" defer)|svg(?! viewBox="" aria-hidden="")|img(?! src="" alt="" loading="")|b(?!( class="")?( lang="")?>[^<>]+<\/b>)|i|u|h3|iframe)\b|<[^>]*\son\w+=/g
  return [...withoutValues.matchAll(foreign), ...html.matchAll(/="\s*javascript:|src="(?!\/assets\/)/gi)].map(
    ([text]) => text,
  )
}

test.each([...BUILT_IN_NAMES.filter((name) => name !== 'visitorImId'), 'custom', MARKUP])(
  'escapes markup in the parameter %s',
  async (name) => {
    const query = `${encodeURIComponent(name)}=${encodeURIComponent(MARKUP)}`
    for (const visitor of ['nobody', 'emma.johansson', 'sam.rivera']) {
      const { text } = await app.get(`/?visitorImId=${visitor}&${query}`)
      expect(foreignMarkup(text)).toEqual([])
    }
  },
)

test('escapes markup in the visitor id', async () => {
  const { text } = await app.get(`/?visitorImId=${encodeURIComponent(MARKUP)}`).expect(200)
  expect(foreignMarkup(text)).toEqual([])
  expect(text).toContain('&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt;')
})

test('escapes markup in the name of an invalid parameter', async () => {
  const { text } = await app.get(`/?visitorImId=a&${encodeURIComponent(MARKUP)}=%00`).expect(200)
  expect(foreignMarkup(text)).toEqual([])
  expect(text).toContain('&lt;img src=x onerror=')
})

test('escapes markup in every field of the database', async () => {
  await administer(
    database.url,
    `update customers set
       customer_no = $x$${MARKUP}$x$, nickname = $x$${MARKUP}$x$, full_name = $x$${MARKUP}$x$, phone = '<img src=1>',
       email = '<svg onload=2>@example.com', company = $x$${MARKUP}$x$, description = $x$${MARKUP}$x$, level = $x$${MARKUP}$x$,
       tags = array[$x$${MARKUP}$x$], attributes = jsonb_build_object($x$${MARKUP}$x$, $x$${MARKUP}$x$)
     where customer_no like 'XSS%'`,
    `update parcels set carrier = left($x$${MARKUP}$x$, 60), tracking_no = left($x$${MARKUP}$x$, 60), ship_to = $x$${MARKUP}$x$,
       tracking_url = $x$javascript:${MARKUP}$x$ where order_id = (select id from orders where order_no like '<a%')`,
    `update order_items set name = $x$${MARKUP}$x$, image = $x$${MARKUP}$x$
     where order_id = (select id from orders where order_no like '<a%')`,
    `update conversations set subject = $x$${MARKUP}$x$, summary = $x$${MARKUP}$x$ where subject like '</h2>%'`,
    `update orders set order_no = $x$${MARKUP}$x$, summary = $x$${MARKUP}$x$, placed_at = now() where order_no like '<a%'`,
  )
  const { text } = await app.get('/?visitorImId=markup_test').expect(200)
  expect(text).toContain('data-outcome="found"')
  expect(foreignMarkup(text)).toEqual([])
  expect(text.match(/&lt;script&gt;/g)?.length).toBeGreaterThan(9)
})

const BAD_REQUESTS: [string, string, number][] = [
  ['nothing', '/', 400],
  ['a NUL', '/?visitorImId=a%00b', 400],
  ['other control characters', '/?visitorImId=a%0d%0aSet-Cookie:x=1', 400],
  ['bytes that are no UTF-8', '/?visitorImId=%c3%28', 400],
  ['a lone surrogate in UTF-8', '/?visitorImId=%ed%a0%80', 400],
  ['two visitors', '/?visitorImId=emma.johansson&visitorImId=sam.rivera', 400],
  ['a percent sign alone', '/?visitorImId=%', 200],
  ['an array in the manner of PHP', '/?visitorImId[]=emma.johansson', 400],
  ['an object in the manner of qs', '/?visitorImId[x]=emma.johansson', 400],
  ['a prototype', '/?__proto__[visitorImId]=emma.johansson', 400],
  ['a very long query', `/?visitorImId=a&x=${'y'.repeat(30_000)}`, 200],
  ['a thousand parameters', `/?visitorImId=a${'&x=1'.repeat(1000)}`, 400],
  ['a broken path', '/%E0%A4%A', 404],
  ['a path above', '/../../etc/passwd', 404],
  ['a path above, among the assets', '/assets/..%2f..%2fpackage.json', 404],
  ['a broken asset', '/assets/%ff', 400],
]

test.each(BAD_REQUESTS)('answers %s with an error page and status', async (_name, path, status) => {
  const { text, headers } = await app.get(path).expect(status)
  expect(headers['content-type']).toBe('text/html; charset=utf-8')
  expect(text).toContain('<body data-outcome=')
  expect(text).not.toMatch(/at \w+.*\.[jt]s:\d+/)
  const { body } = (await app.json(path).expect(status)) as {
    body: { requestId?: string; error?: { requestId: string } }
  }
  expect(body.requestId ?? body.error?.requestId).toMatch(/^[0-9a-f-]{36}$/)
})

test('reports all faults of the visitor id at once, by name and without values', async () => {
  const { body } = await app.json('/?visitorImId=secret%00&visitorImId=secret%ff&note=secret%00').expect(400)
  expect(body).toMatchObject({
    error: {
      code: 'bad_parameters',
      parameters: [
        { name: 'visitorImId', code: 'control_characters', problem: 'contains control characters' },
        { name: 'visitorImId', code: 'not_utf8', problem: expect.any(String) as string },
        { name: 'visitorImId', code: 'different_values', problem: expect.any(String) as string },
      ],
    },
  })
  expect(JSON.stringify(body)).not.toContain('secret')
})
