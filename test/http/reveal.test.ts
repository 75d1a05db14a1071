import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'
import { cloneDatabase } from '../support/database.ts'
import { copyBundledQueries } from '../support/queries.ts'

const AGENT_ID = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff'
/** A wholesaler whose app id is the phone number. */
const PHONE = '19900000166'
const EMAIL = 'purchasing@example.com'
const PAGE =
  `/?visitorImId=${PHONE}&to=${PHONE}&originType=app&tenantId=41&agentId=${AGENT_ID}&nickname=${PHONE}` +
  `&note=call%20199-0000-0166&mail=${EMAIL}`

let app: TestApp
let database: Awaited<ReturnType<typeof cloneDatabase>>
beforeAll(async () => {
  database = await cloneDatabase()
  const directory = copyBundledQueries({
    'panels/50-people.sql': `-- column name: Name | 姓名 | mask
select * from (values (1, '李继鹏'), (2, '王小红')) as people (number, name) where :customerId::text is not null order by 1`,
  })
  app = await startApp(database.url, { QUERIES_DIR: directory })
})
afterAll(async () => {
  await app.close()
  await database.drop()
})

async function revealLinks(path: string): Promise<string[]> {
  const { text } = await app.get(path).expect(200)
  return [...text.matchAll(/<a class="reveal" href="([^"]+)"[^>]*>Show<\/a>/g)].map(([, href = '']) => href)
}

describe('masked values leave the server masked', () => {
  test('in HTML and JSON, wherever they stand', async () => {
    const { text } = await app.get(PAGE).expect(200)
    const { body } = await app.json(PAGE).expect(200)
    expect(body).toMatchObject({
      visit: { visitorImId: '199****0166', to: '199****0166', nickname: '199****0166' },
      customer: { phone: '199****0166', email: 'p****@example.com' },
    })
    for (const page of [text, JSON.stringify(body)]) {
      for (const open of [PHONE, '0000166', '199-0000-0166', EMAIL, 'purchasing', '李继鹏', '王小红']) {
        expect(page).not.toContain(open)
      }
      expect(page).toContain('199****0166')
      expect(page).toContain('p****@example.com')
      expect(page).toContain('李**')
    }
  })

  test('in the title and heading, when the name is one', async () => {
    const directory = copyBundledQueries({})
    const named = await startApp(database.url, { QUERIES_DIR: directory })
    await named.pool.query(`update customers set phone = full_name where customer_no like 'LJP%'`)
    const { text } = await named.get(
      '/?visitorImId=lijipeng_2019&nickname=李继鹏'.replace('李继鹏', '%E6%9D%8E%E7%BB%A7%E9%B9%8F'),
    )
    expect(text).toContain('<title>李**</title>')
    expect(text).not.toContain('李继鹏')
    await named.pool.query(`update customers set phone = null where customer_no like 'LJP%'`)
    await named.close()
  })

  test('in the log too, when the id is one', async () => {
    const before = app.lines.length
    await app.get(PAGE)
    await expect.poll(() => app.lines.length).toBeGreaterThan(before)
    expect(app.lines.slice(before).join('')).not.toContain(PHONE)
  })
})

describe('show', () => {
  test('is a link that works without a script: the same page with that one value', async () => {
    const [phone = '', email = '', name = '', ...others] = await revealLinks(PAGE)
    expect(others).toHaveLength(1)
    const { text } = await app.get(phone).expect(200)
    expect(text).toContain(`<bdi>${PHONE}</bdi> <a class="reveal" href="/reveal/`)
    expect(text).toContain('>Hide</a>')
    expect(text.match(new RegExp(PHONE, 'g'))).toHaveLength(1)
    expect(text).toContain('p****@example.com')
    expect((await app.get(email)).text).toContain(EMAIL)
    const people = (await app.get(name)).text
    expect(people).toContain('李继鹏')
    expect(people).not.toContain('王小红')
  })

  test('only a value that is shown may be copied', async () => {
    const { text } = await app.get(PAGE)
    expect(text).toMatch(
      /<div data-field="customer_no">[^]*?<span data-copy="">\s*<bdi>MNY6T4K8R2WQ5HXB9CPJ</,
    )
    expect(text).not.toMatch(/<div data-field="phone">[^]*?<dd><span data-copy/)
    const [phone = ''] = await revealLinks(PAGE)
    expect((await app.get(phone)).text).toMatch(
      /<div data-field="phone">[^]*?<span data-copy="">\s*<bdi>19900000166</,
    )
  })

  test('hide is the way back', async () => {
    const [phone = ''] = await revealLinks(PAGE)
    const [, back = ''] = /href="([^"]+)">Hide/.exec((await app.get(phone)).text) ?? []
    const { text } = await app.get(back).expect(200)
    expect(text).toContain('data-outcome="found"')
    expect(text).not.toContain(PHONE)
  })

  test('as JSON it is the value alone', async () => {
    const [phone = ''] = await revealLinks(PAGE)
    const { body, headers } = await app.json(phone).expect(200)
    expect(body).toEqual({
      panel: null,
      row: 0,
      column: 'phone',
      value: PHONE,
      requestId: headers['x-request-id'],
    })
    expect(headers['cache-control']).toBe('no-store')
  })

  test('leaves a line that says who, which customer and which field, and not the value', async () => {
    const [, email = ''] = await revealLinks(PAGE)
    const before = app.lines.length
    await app.json(email)
    await expect.poll(() => app.lines.slice(before).length).toBe(2)
    const lines = app.lines.slice(before)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      ...{
        event: 'reveal',
        customerId: expect.stringMatching(/^\d+$/) as string,
        tenantId: '41',
        agentId: AGENT_ID,
      },
      ...{ panel: null, field: 'email' },
    })
    expect(lines.join('')).not.toContain('purchasing')
    expect(lines.join('')).not.toContain(PHONE)
  })

  test('the addresses say nothing of a visitor whose id is masked', async () => {
    for (const link of await revealLinks(PAGE)) {
      const parts = link.replace('/reveal/', '').split('/')
      expect(parts).toHaveLength(2)
      for (const part of parts) {
        expect(part).toMatch(/^[\w-]+$/)
        expect(Buffer.from(part, 'base64url').toString('latin1')).not.toContain('199')
      }
    }
  })

  const EMMA = 'webim-visitor-8K2FTG9QTYWRT8EYVJ7F'
  const PLAIN = /^\/reveal\/\d{13}\/[\w-]{22}\?/
  const SEALED = /^\/reveal\/[\w-]{60,}\/[\w-]{22}$/

  test.each([
    ['only who it is', EMMA, PLAIN],
    ['a nickname that tells nothing', `${EMMA}&nickname=Em&note=a%26b+c`, PLAIN],
    ['an id that tells the masked e-mail', 'emma.johansson', SEALED],
    ['a nickname that does', `${EMMA}&nickname=emma.johansson%40example.com`, SEALED],
    ['a custom parameter that tells the masked phone', `${EMMA}&note=202-555-0143`, SEALED],
    ['a custom name that does', `${EMMA}&2025550143=x`, SEALED],
    ['one without a value', `${EMMA}&2025550143=`, SEALED],
    ['one that is called undefined', `${EMMA}&emma.johansson%40example.com=undefined`, SEALED],
    ['what is not UTF-8, and so cannot be judged', `${EMMA}&note=%C0%EE%BC%CC%C5%F4`, SEALED],
  ])('the address repeats the query only where that tells nothing: %s', async (_what, query, form) => {
    const links = (await revealLinks(`/?visitorImId=${query}`)).slice(0, 2)
    expect(links).toHaveLength(2)
    for (const [index, link] of links.entries()) {
      const href = link.replaceAll('&amp;', '&')
      expect(href).toMatch(form)
      if (form === PLAIN) expect(href.endsWith(`?visitorImId=${query}`)).toBe(true)
      const { body } = await app.json(href).expect(200)
      expect(body).toMatchObject({ value: ['+1 202-555-0143', 'emma.johansson@example.com'][index] })
      const { text } = await app.get(href).expect(200)
      const [, back = ''] = /href="([^"]+)">Hide/.exec(text) ?? []
      expect((await app.get(back.replaceAll('&amp;', '&')).expect(200)).text).not.toContain('>Hide</a>')
    }
  })

  test('an address that repeats the query is of its own time and its own visitor', async () => {
    const [link = ''] = await revealLinks(`/?visitorImId=${EMMA}`)
    const [, at = '', proof = ''] = /^\/reveal\/(\w+)\/([\w-]+)\?/.exec(link) ?? []
    const later = String(Number(at) + 1000)
    const old = String(Number(at) - 3_601_000)
    const query = `?visitorImId=${EMMA}`
    await app.json(`/reveal/${at}/${proof}${query}`).expect(200)
    await app.json(`/reveal/${later}/${proof}${query}`).expect(404)
    await app.get(`/reveal/${old}/${proof}${query}`).expect(404)
    await app.json(`/reveal/${at}/${proof}`).expect(400)
    for (const other of ['?visitorImId=lijipeng_2019', '?visitorImId=nobody']) {
      await app.json(`/reveal/${at}/${proof}${other}`).expect(404)
      expect((await app.get(`/reveal/${at}/${proof}${other}`).expect(200)).text).not.toContain('>Hide</a>')
    }
  })

  test('an address that is not ours, damaged or of another server is a wrong address', async () => {
    const [phone = ''] = await revealLinks(PAGE)
    const [, token = '', proof = ''] = phone.match(/^\/reveal\/([^/]+)\/(.+)$/) ?? []
    const damaged = `${token.slice(0, -2)}AA`
    const nonsense = ['/reveal/x', '/reveal/', `/reveal/${damaged}`, `/reveal/${'A'.repeat(400)}`]
    for (const path of [...nonsense, `/reveal/${damaged}/${proof}`, `${phone}/more`]) {
      await app.get(path).expect(404)
    }
    // A proof of nothing on the page: the page shows none, and there is no value.
    for (const wrong of [`${proof.slice(0, -2)}AA`, 'x', 'A'.repeat(400)]) {
      await app.json(`/reveal/${token}/${wrong}`).expect(404)
      const { text } = await app.get(`/reveal/${token}/${wrong}`).expect(200)
      expect(text).not.toContain(PHONE)
      expect(text).not.toContain('>Hide</a>')
    }
    const other = await startApp(`${database.url}?application_name=other`)
    await other.get(phone).expect(404)
    await other.close()
    const replica = await startApp(database.url)
    await replica.get(phone).expect(200)
    await replica.close()
  })

  test('shows nobody else’s value when the rows, or the customer, have changed meanwhile', async () => {
    const own = await cloneDatabase()
    const directory = copyBundledQueries({
      'panels/50-notes.sql': `-- column summary: Note | 备注 | mask
select summary from orders where customer_id = :customerId order by placed_at desc limit 3`,
    })
    const server = await startApp(own.url, { QUERIES_DIR: directory })
    const page = (await server.get('/?visitorImId=emma.johansson')).text
    const links = [...page.matchAll(/<a class="reveal" href="([^"]+)"[^>]*>Show<\/a>/g)].map(
      ([, href = '']) => href,
    )
    const [phone = ''] = links
    const note = links.at(-3) ?? ''
    const { body } = await server.json(note).expect(200)
    expect(body).toMatchObject({ panel: 'notes', row: 0, value: 'Reading lamp "Aalto", brass' })
    await server.pool.query(
      `insert into orders (customer_id, order_no, status, summary, total, currency, placed_at)
       select id, 'NEW-1', 'pending', 'Somebody’s secret', 1, 'USD', now() from customers where customer_no like 'EMJ%'`,
    )
    await server.json(note).expect(404)
    expect((await server.get(note).expect(200)).text).not.toContain('Somebody’s secret')
    await server.pool.query(
      `update customer_identities set customer_id = (select id from customers where customer_no like 'LJP%')
       where visitor_im_id = 'emma.johansson'`,
    )
    await server.json(phone).expect(404)
    const { text } = await server.get(phone).expect(200)
    expect(text).toContain('李继鹏')
    expect(text).not.toContain('>Hide<')
    await server.close()
    await own.drop()
  })

  test('a very long query does not multiply with the values', async () => {
    const { text } = await app.get(`${PAGE}&long=${'x'.repeat(7000)}`).expect(200)
    const links = [...text.matchAll(/href="(\/reveal\/[^"]+)"/g)].map(([, href = '']) => href)
    expect(Math.max(...links.map(({ length }) => length))).toBeLessThan(2000)
    expect((await app.json(links[0] ?? '').expect(200)).body).toMatchObject({ value: PHONE })
  })

  test('nobody’s values are shown while several customers match', async () => {
    expect(await revealLinks('/?visitorImId=sam.rivera')).toEqual([])
  })
})
