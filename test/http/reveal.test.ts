import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { encryptDesHex } from '../../src/visit/des.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { cloneDatabase } from '../support/database.ts'
import { copyBundledQueries } from '../support/queries.ts'
import { readRevealForm } from '../support/reveal-form.ts'

const AGENT_ID = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff'
/** A wholesaler whose app id is the phone number. */
const PHONE = '19900000166'
const EMAIL = 'purchasing@example.com'
const PAGE = `/?visitorImId=${PHONE}&originType=app&tenantId=41&agentId=${AGENT_ID}`
const JSON_ONLY = { Accept: 'application/json' }
const SAME_ORIGIN = { 'Sec-Fetch-Site': 'same-origin' }

let app: TestApp
let database: Awaited<ReturnType<typeof cloneDatabase>>
beforeAll(async () => {
  database = await cloneDatabase()
  const directory = copyBundledQueries({
    'panels/50-people.sql': `-- column name: Name | 姓名 | mask
-- column phone: Phone | 电话
select * from (values (1, '李继鹏', '${PHONE}'), (2, '王小红', null)) as people (number, name, phone) where :customerId::text is not null order by 1`,
  })
  app = await startApp(database.url, { QUERIES_DIR: directory })
})
afterEach(() => vi.useRealTimers())
afterAll(async () => {
  await app.close()
  await database.drop()
})

async function readForm(path: string, server = app) {
  return readRevealForm((await server.get(path).expect(200)).text)
}

/** The fields of the page's first reveal button, or of another one. */
async function readFields(path: string, button = 0, server = app) {
  const { visit, proofs } = await readForm(path, server)
  return { visit, value: proofs[button] ?? '' }
}

describe('masked values leave the server masked', () => {
  test('in HTML and JSON, in the visitor id and in other texts of the database', async () => {
    const { text } = await app.get(PAGE).expect(200)
    const { body } = await app.json(PAGE).expect(200)
    expect(body).toMatchObject({
      visit: { visitorImId: '199\u00a0••••\u00a00166' },
      customer: { phone: '199\u00a0••••\u00a00166', email: 'p••••@example.com' },
    })
    for (const page of [text, JSON.stringify(body)]) {
      for (const open of [PHONE, '0000166', EMAIL, 'purchasing', '李继鹏', '王小红']) {
        expect(page).not.toContain(open)
      }
      expect(page).toContain('199\u00a0••••\u00a00166')
      expect(page).toContain('p••••@example.com')
      expect(page).toContain('李••')
    }
  })

  test('shows plain values as sent, whether or not they equal a masked one', async () => {
    const sent = `&to=${PHONE}&nickname=${PHONE}&note=call%20199-0000-0166&mail=${EMAIL}&${PHONE}=x`
    const { body } = await app.json(PAGE + sent).expect(200)
    expect(body).toMatchObject({
      visit: {
        to: PHONE,
        nickname: PHONE,
        customParameters: [
          { name: 'note', value: 'call 199-0000-0166' },
          { name: 'mail', value: EMAIL },
          { name: PHONE, value: 'x' },
        ],
      },
    })
  })

  test('masks decrypted values by their shape, whether or not they equal a masked one', async () => {
    const key = 'key-of-the-console'
    for (const mode of ['custom', 'all']) {
      const server = await startApp(database.url, { HYPHENATE_DES_KEY: key, HYPHENATE_ENCRYPTION: mode })
      const sent = { note: 'call 199-0000-0166', other: '18811112222', mail: 'a.b@example.org', age: '40' }
      const query = new URLSearchParams(
        Object.entries(sent).map(([name, value]) => [name, encryptDesHex(key, value)]),
      ).toString()
      const id = mode === 'all' ? encryptDesHex(key, PHONE) : PHONE
      const to = mode === 'all' ? encryptDesHex(key, PHONE) : PHONE
      const { body } = await server.json(`/?visitorImId=${id}&to=${to}&${query}`).expect(200)
      expect(body).toMatchObject({
        outcome: 'found',
        visit: {
          visitorImId: '199\u00a0••••\u00a00166',
          to: mode === 'all' ? '199\u00a0••••\u00a00166' : PHONE,
          customParameters: [
            { name: 'note', value: 'call 199\u00a0••••\u00a00166' },
            { name: 'other', value: '188\u00a0••••\u00a02222' },
            { name: 'mail', value: 'a••••@example.org' },
            { name: 'age', value: '40' },
          ],
        },
      })
      await server.close()
    }
  })

  test('in the title and heading, if the name is masked', async () => {
    const directory = copyBundledQueries({})
    const named = await startApp(database.url, { QUERIES_DIR: directory })
    await named.pool.query(`update customers set phone = full_name where customer_no like 'LJP%'`)
    const { text } = await named.get('/?visitorImId=lijipeng_2019')
    expect(text).toContain('<title>李••</title>')
    expect(text).not.toContain('李继鹏')
    await named.pool.query(`update customers set phone = null where customer_no like 'LJP%'`)
    await named.close()
  })

  test('in the log, if the id is masked', async () => {
    const before = app.lines.length
    await app.get(PAGE)
    await expect.poll(() => app.lines.length).toBeGreaterThan(before)
    expect(app.lines.slice(before).join('')).not.toContain(PHONE)
  })
})

describe('revealing a value', () => {
  test('works without a script, as a form that returns the same page with that value', async () => {
    const { action, visit, proofs } = await readForm(PAGE)
    expect(action).toBe('/reveal')
    expect(proofs).toHaveLength(4)
    const [phone = '', email = '', name = ''] = proofs
    const { text } = await app.form(action, { visit, value: phone }, SAME_ORIGIN).expect(200)
    expect(text).toContain(
      `<a href="tel:${PHONE}"><bdi>${PHONE}</bdi></a> <button class="reveal" form="reveal">Hide</button>`,
    )
    expect(text.match(new RegExp(PHONE, 'g'))).toHaveLength(2)
    expect(text).toContain('p••••@example.com')
    expect((await app.form(action, { visit, value: email })).text).toContain(EMAIL)
    const people = (await app.form(action, { visit, value: name })).text
    expect(people).toContain('李继鹏')
    expect(people).not.toContain('王小红')
  })

  test('returns a page that is reloaded by sending the form again', async () => {
    expect((await app.get(PAGE)).text).toMatch(/<a href="" data-reload><svg/)
    const { text } = await app.form('/reveal', await readFields(PAGE)).expect(200)
    expect(text).not.toContain('href=""')
    expect(text).toMatch(/<footer>[^]*<button class="reveal" form="reveal"><svg/)
    expect(text).toContain('<form id="reveal"')
  })

  test('makes the value copyable, and only while it is shown', async () => {
    const { text } = await app.get(PAGE)
    expect(text).toMatch(/<div data-field="customer_no">[^]*?<bdi data-copy>MNY6T4K8R2WQ5HXB9CPJ</)
    expect(text).not.toMatch(/<div class="phone" data-field="phone">(?:(?!<\/dd>)[^])*data-copy[ =>]/)
    expect((await app.form('/reveal', await readFields(PAGE))).text).toMatch(
      /<div class="phone" data-field="phone">[^]*?<span data-copy><a href="tel:19900000166"><bdi>19900000166</,
    )
  })

  test('is undone by the same form without a value', async () => {
    const shown = readRevealForm((await app.form('/reveal', await readFields(PAGE))).text)
    const { text } = await app.form('/reveal', { visit: shown.visit }).expect(200)
    expect(text).toContain('data-outcome="found"')
    expect(text).not.toContain(PHONE)
    expect(text).not.toContain('>Hide</button>')
    const { body } = await app.form('/reveal', { visit: shown.visit }, JSON_ONLY).expect(200)
    expect(body).toMatchObject({ outcome: 'found', customer: { phone: '199\u00a0••••\u00a00166' } })
  })

  test('returns only the value in JSON, as often as requested', async () => {
    const fields = await readFields(PAGE)
    for (let time = 0; time < 3; time += 1) {
      const { body, headers } = await app.form('/reveal', fields, JSON_ONLY).expect(200)
      expect(body).toEqual({
        panel: null,
        row: 0,
        column: 'phone',
        value: PHONE,
        text: PHONE,
        href: `tel:${PHONE}`,
        requestId: headers['x-request-id'],
      })
      expect(headers['cache-control']).toBe('no-store')
    }
  })

  test('is audited each time with agent, customer and field, but not the value', async () => {
    const fields = await readFields(PAGE, 1)
    const before = app.audits.length
    // Another agent's id in the query has no effect.
    await app.form(`/reveal?agentId=00000000-0000-4000-8000-000000000000`, fields, JSON_ONLY).expect(200)
    await app.form('/reveal', fields).expect(200)
    const reveals = app.audits.slice(before)
    expect(reveals).toHaveLength(2)
    for (const line of reveals)
      expect(line).toMatchObject({
        audit: true,
        action: 'reveal',
        customerId: expect.stringMatching(/^\d+$/),
        tenantId: '41',
        agentId: AGENT_ID,
        panel: null,
        field: 'email',
      })
    expect(JSON.stringify(reveals)).not.toContain('purchasing')
    expect(JSON.stringify(reveals)).not.toContain(PHONE)
  })

  test('uses sealed and signed texts that leak nothing and have the same length for all values', async () => {
    const { visit, proofs } = await readForm(PAGE)
    for (const proof of proofs) expect(proof).toMatch(/^[\w-]{43}$/)
    for (const text of [visit, ...proofs]) {
      expect(Buffer.from(text, 'base64url').toString('latin1')).not.toContain('199')
    }
  })

  test('has no form on a page without masks', async () => {
    for (const id of ['nobody', 'sam.rivera']) {
      const { text } = await app.get(`/?visitorImId=${id}`).expect(200)
      expect(readRevealForm(text).proofs).toEqual([])
    }
    expect((await app.get('/?visitorImId=nobody')).text).not.toContain('/reveal')
  })

  test('works for a visit with very long parameters', async () => {
    const long = `&desc=${encodeURIComponent('很'.repeat(2000))}&x=${'y'.repeat(7000)}`
    const { body } = await app.form('/reveal', await readFields(PAGE + long), JSON_ONLY).expect(200)
    expect(body).toMatchObject({ value: PHONE })
  })

  test('counts parameters that do not fit into the form, and shows those that do', async () => {
    const path = `${PAGE}&note=short&long=${'y'.repeat(7000)}`
    const before = await app.json(path).expect(200)
    expect(before.body).toMatchObject({ visit: { notRead: 0 } })
    const { visit } = await readForm(path)
    const { body } = await app.form('/reveal', { visit }, JSON_ONLY).expect(200)
    expect(body).toMatchObject({
      visit: { notRead: 1, customParameters: [{ name: 'note', value: 'short' }] },
    })
  })

  test('works on every replica, and on no other server', async () => {
    const fields = await readFields(PAGE)
    const replica = await startApp(database.url)
    await replica.form('/reveal', fields, JSON_ONLY).expect(200)
    await replica.close()
    const other = await startApp(`${database.url}?application_name=other`)
    await other.form('/reveal', fields, JSON_ONLY).expect(404)
    await other.close()
  })

  test('works with the current and the previous server secret', async () => {
    const start = (SERVER_SECRET: string, more = {}) => startApp(database.url, { SERVER_SECRET, ...more })
    const [old, current] = ['a'.repeat(32), 'b'.repeat(32)]
    const before = await start(old)
    const fields = await readFields(PAGE, 0, before)
    const after = await start(current, { SERVER_SECRET_PREVIOUS: old })
    await after.form('/reveal', fields, JSON_ONLY).expect(200)
    const later = await start(current)
    await later.form('/reveal', fields, JSON_ONLY).expect(404)
    await later.form('/reveal', await readFields(PAGE, 0, after), JSON_ONLY).expect(200)
    for (const server of [before, after, later]) await server.close()
  })

  test('never shows another customer’s value if rows or customer have changed', async () => {
    const own = await cloneDatabase()
    const directory = copyBundledQueries({
      'panels/50-notes.sql': `-- column summary: Note | 备注 | mask
select summary from orders where customer_id = :customerId order by placed_at desc limit 3`,
    })
    const server = await startApp(own.url, { QUERIES_DIR: directory })
    const { visit, proofs } = await readForm('/?visitorImId=emma.johansson', server)
    const [phone = ''] = proofs
    const note = proofs.at(-3) ?? ''
    const { body } = await server.form('/reveal', { visit, value: note }, JSON_ONLY).expect(200)
    expect(body).toMatchObject({ panel: 'notes', row: 0, value: 'Oak side table, felt pads' })
    await server.pool.query(
      `insert into orders (customer_id, order_no, status, summary, total, currency, placed_at)
       select id, 'NEW-1', 'pending', 'Somebody’s secret', 1, 'USD', now() from customers where customer_no like 'EMJ%'`,
    )
    await server.form('/reveal', { visit, value: note }, JSON_ONLY).expect(404)
    expect((await server.form('/reveal', { visit, value: note }).expect(200)).text).not.toContain(
      'Somebody’s',
    )
    await server.pool.query(
      `update customer_identities set customer_id = (select id from customers where customer_no like 'LJP%')
       where visitor_im_id = 'emma.johansson'`,
    )
    await server.form('/reveal', { visit, value: phone }, JSON_ONLY).expect(404)
    const { text } = await server.form('/reveal', { visit, value: phone }).expect(200)
    expect(text).toContain('李继鹏')
    expect(text).not.toContain('>Hide<')
    await server.close()
    await own.drop()
  })

  test('shows no value while several customers match', async () => {
    expect((await readForm('/?visitorImId=sam.rivera')).proofs).toEqual([])
  })
})

describe('a form of another origin or page', () => {
  test.each(['cross-site', 'same-site', 'none', 'nonsense'])('is rejected from %s', async (site) => {
    const fields = await readFields(PAGE)
    const headers = { 'Sec-Fetch-Site': site }
    const { text } = await app.form('/reveal', fields, headers).expect(403)
    expect(text).toContain('data-code="cross_site_request"')
    expect(text).not.toContain(PHONE)
    const { body } = await app.form('/reveal', fields, { ...headers, ...JSON_ONLY }).expect(403)
    expect(body).toMatchObject({ error: { code: 'cross_site_request' } })
  })

  test('is rejected if its seal has expired, is damaged or belongs to another page', async () => {
    const { visit, value } = await readFields(PAGE)
    const damaged = `${visit.slice(0, -2)}${visit.endsWith('AA') ? 'BB' : 'AA'}`
    for (const other of [damaged, '', 'x', 'A'.repeat(400), '李', '\0']) {
      const { text } = await app.form('/reveal', { visit: other, value }).expect(404)
      expect(text).toContain('data-code="reveal_expired"')
      expect(text).toContain('15 minutes')
      const { body } = await app.form('/reveal', { visit: other, value }, JSON_ONLY).expect(404)
      expect(body).toMatchObject({ error: { code: 'reveal_expired' } })
    }
    const { text } = await app
      .form('/reveal', { visit: damaged, value }, { 'Accept-Language': 'zh' })
      .expect(404)
    expect(text).toContain('页面已过期')
    const anotherPage = await readFields('/?visitorImId=emma.johansson')
    await app.form('/reveal', { visit: anotherPage.visit, value }, JSON_ONLY).expect(404)
    vi.useFakeTimers({ now: Date.now() + 15 * 60_000 + 1000, toFake: ['Date'] })
    await app.form('/reveal', { visit, value }, JSON_ONLY).expect(404)
  })

  test('reveals nothing if its proof matches no value on the page', async () => {
    const { visit, value } = await readFields(PAGE)
    for (const wrong of [`${value.slice(0, -2)}AA`, '', 'x', 'A'.repeat(400), '李'.repeat(43)]) {
      await app.form('/reveal', { visit, value: wrong }, JSON_ONLY).expect(404)
      const { text } = await app.form('/reveal', { visit, value: wrong }).expect(200)
      expect(text).not.toContain(PHONE)
      expect(text).not.toContain('>Hide</button>')
    }
  })

  const FORM = 'application/x-www-form-urlencoded'
  const BODIES: [string, string, string, Record<string, string>?][] = [
    ['nothing', FORM, ''],
    ['no visit', FORM, 'value=x'],
    ['two visits', FORM, 'visit=a&visit=b'],
    ['two values', FORM, 'visit=a&value=b&value=c'],
    ['an array', FORM, 'visit[]=a'],
    ['another field', FORM, 'visit=a&target=/'],
    ['a prototype', FORM, '__proto__=a&visit=b'],
    ['very many fields', FORM, Array.from({ length: 3000 }, (_, at) => `f${String(at)}=1`).join('&')],
    ['too many bytes', FORM, `visit=${'A'.repeat(100_000)}`],
    ['bytes that are no text', FORM, 'visit=%ff%c3%28&%'],
    ['JSON', 'application/json', '{"visit":"a"}'],
    ['a part of a mail', 'multipart/form-data; boundary=x', '--x\r\n\r\nvisit\r\n--x--'],
    ['plain text', 'text/plain', 'visit=a'],
    ['an unknown charset', `${FORM}; charset=utf-7`, 'visit=a'],
    ['a compressed body', FORM, 'visit=a', { 'Content-Encoding': 'gzip' }],
    ['an unknown coding', FORM, 'visit=a', { 'Content-Encoding': 'x' }],
  ]
  test.each(BODIES)('gets an error page for %s', async (_name, type, body, headers = {}) => {
    for (const accept of ['text/html', 'application/json']) {
      const answer = await app
        .send('post', '/reveal')
        .set({ 'Content-Type': type, Accept: accept, ...headers })
        .send(body)
      expect(answer.status).toBeGreaterThanOrEqual(400)
      expect(answer.status).toBeLessThan(500)
      expect(answer.headers['content-type']).toMatch(accept)
      expect(answer.text).not.toMatch(/at \w+.*\.[jt]s:\d+/)
    }
  })

  test.each(['get', 'head', 'put', 'delete', 'patch', 'options'] as const)(
    'is rejected with the method %s',
    async (method) => {
      const answer = await (method === 'get' ? app.get('/reveal') : app.send(method, '/reveal')).expect(405)
      expect(answer.headers['allow']).toBe('POST')
    },
  )

  test('cannot reveal a value by GET', async () => {
    const { visit, value } = await readFields(PAGE)
    for (const path of [`/reveal/${visit}/${value}`, `/reveal/${visit}`, '/reveal/x'])
      await app.get(path).expect(404)
    await app.get(`/reveal?visit=${visit}&value=${value}`).expect(405)
  })
})

describe('if a reason is required', () => {
  let asking: TestApp
  beforeAll(async () => {
    const REVEAL_REASONS = 'complaint=Complaint|投诉, refund=Refund'
    asking = await startApp(database.url, { REVEAL_REASON: 'required', REVEAL_REASONS })
  })
  afterAll(() => asking.close())

  test('the page offers the configured reasons, in its language', async () => {
    const { text } = await asking.get(PAGE).expect(200)
    expect(text).toContain(
      '<select id="reason" name="reason" form="reveal" required><option value="">Choose…</option>',
    )
    expect(text).toContain(
      '<option value="complaint">Complaint</option><option value="refund">Refund</option>',
    )
    expect((await asking.get(`${PAGE}&lang=zh`)).text).toContain('<option value="complaint">投诉</option>')
    expect((await app.get(PAGE)).text).not.toContain('name="reason"')
  })

  test('a value is revealed for one of them, and its key is audited', async () => {
    const fields = { ...(await readFields(PAGE, 0, asking)), reason: 'refund' }
    const { text } = await asking.form('/reveal', fields).expect(200)
    expect(text).toContain(`tel:${PHONE}`)
    expect(text).toContain('<option value="refund" selected>')
    await asking.form('/reveal', fields, JSON_ONLY).expect(200)
    expect(asking.audits.slice(-2)).toMatchObject([
      { action: 'reveal', field: 'phone', reason: 'refund' },
      { action: 'reveal', field: 'phone', reason: 'refund' },
    ])
  })

  test.each([
    ['none', {}],
    ['an empty one', { reason: '' }],
    ['one that is not in the list', { reason: 'because I say so' }],
    ['a label', { reason: 'Refund' }],
  ])('%s is rejected with 400, and not recorded', async (_name, reason) => {
    const fields = { ...(await readFields(PAGE, 0, asking)), ...reason }
    const before = asking.audits.length
    const { text } = await asking.form('/reveal', fields as Record<string, string>).expect(400)
    expect(text).toContain('data-code="reason_required"')
    expect(text).not.toContain(PHONE)
    const { body } = await asking.form('/reveal', fields as Record<string, string>, JSON_ONLY).expect(400)
    expect(body).toMatchObject({ error: { code: 'reason_required' } })
    expect(asking.audits.length).toBe(before)
  })

  test('a page of an unknown visitor with a masked panel asks for one, too', async () => {
    const panel = `-- for: unknown
-- column phone: Phone | 电话 | phone mask
select '${PHONE}' as phone where :visitorImId = 'nobody'`
    const REVEAL_REASONS = 'refund=Refund'
    const QUERIES_DIR = copyBundledQueries({ 'panels/40-new.sql': panel })
    const unknown = await startApp(database.url, { QUERIES_DIR, REVEAL_REASON: 'required', REVEAL_REASONS })
    const path = '/?visitorImId=nobody'
    expect((await unknown.get(path)).text).toContain(
      '<select id="reason" name="reason" form="reveal" required>',
    )
    const fields = { ...(await readFields(path, 0, unknown)), reason: 'refund' }
    expect((await unknown.form('/reveal', fields).expect(200)).text).toContain(PHONE)
    await unknown.close()
  })

  test('hiding a value needs none', async () => {
    const { visit } = await readFields(PAGE, 0, asking)
    await asking.form('/reveal', { visit }).expect(200)
  })
})
