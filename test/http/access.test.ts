import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import request from 'supertest'
import { startApp, type TestApp } from '../support/app.ts'
import { cloneDatabase } from '../support/database.ts'
import { readRevealForm } from '../support/reveal-form.ts'

const [FIRST, SECOND] = ['first-Token_0123456', 'second.token~0123456'] as const
const QUERY = '?visitorImId=19900000166&tenantId=41'

let app: TestApp
let database: Awaited<ReturnType<typeof cloneDatabase>>
beforeAll(async () => {
  database = await cloneDatabase()
  app = await startApp(database.url, { ACCESS_TOKENS: `${FIRST},${SECOND}`, LOG_LEVEL: 'trace' })
})
afterAll(async () => {
  await app.close()
  await database.drop()
})

describe('with access tokens', () => {
  test.each([
    ['first', `/${FIRST}/${QUERY}`, 1],
    ['second', `/${SECOND}/${QUERY}`, 2],
    ['without the slash', `/${FIRST}${QUERY}`, 1],
    ['with a slash that a proxy has doubled', `//${SECOND}/${QUERY}`, 2],
  ])('serves the page behind each of them: %s', async (_name, path, position) => {
    const before = app.lines.length
    const { text } = await app.get(path).expect(200)
    expect(text).toContain('data-outcome="found"')
    await expect
      .poll(() => app.lines.slice(before))
      .toEqual([expect.stringContaining(`"token":${String(position)}`)])
  })

  test.each([
    ['no token', `/${QUERY}`],
    ['half a token', `/${FIRST.slice(0, -1)}/${QUERY}`],
    ['more than a token', `/${FIRST}x/${QUERY}`],
    ['another case', `/${FIRST.toLowerCase()}/${QUERY}`],
    ['both', `/${FIRST},${SECOND}/${QUERY}`],
    ['a token further down', `/x/${FIRST}/${QUERY}`],
    ['a second slash behind it', `/x//${FIRST}/${QUERY}`],
    ['a page that is not there', `/${FIRST}/nope${QUERY}`],
    ['a reveal link without token', '/reveal/AAAA'],
    ['a forged reveal link', `/${FIRST}/reveal/AAAA`],
  ])('answers %s with the same 404', async (_name, path) => {
    const { text, headers } = await app.get(path).expect(404)
    expect(text).toContain('data-code="not_found"')
    for (const secret of [FIRST, SECOND, FIRST.slice(0, -1)]) {
      expect(text).not.toContain(secret)
      expect(JSON.stringify(headers)).not.toContain(secret)
    }
  })

  test('serves health checks and assets without a token', async () => {
    await app.get('/healthz').expect(200)
    await app.get('/readyz').expect(200)
    const { text } = await app.get(`/${FIRST}/${QUERY}`)
    for (const [, address = ''] of text.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g))
      await app.get(address).expect(200)
  })

  test('reveals a masked value only behind the same token', async () => {
    const { text } = await app.get(`/${SECOND}/${QUERY}`).expect(200)
    const { action, visit, proofs } = readRevealForm(text)
    expect(action).toBe(`/${SECOND}/reveal`)
    const fields = { visit, value: proofs[0] ?? '' }
    expect((await app.form(action, fields).expect(200)).text).toContain('19900000166')
    expect((await app.form('/reveal', fields)).text).not.toContain('19900000166')
    for (const wrong of ['/reveal', `/${SECOND}x/reveal`]) await app.form(wrong, fields).expect(405)
    expect(app.audits.at(-1)).toMatchObject({ action: 'reveal' })
  })

  test('leaks no token through errors, other methods or the referrer', async () => {
    const answers = [
      await app.send('post', `/${FIRST}/${QUERY}`).expect(405),
      await app.get(`/${FIRST}/`).expect(400),
      await app.get(`/${FIRST}/%ff`).expect(404),
      await app.get(`/%ff/`).expect(400),
    ]
    for (const { text, headers } of answers) {
      expect(text).not.toContain(FIRST)
      expect(headers['referrer-policy']).toBe('no-referrer')
    }
  })

  test('logs no token', () => {
    for (const token of [FIRST, SECOND]) expect(app.lines.join('')).not.toContain(token)
  })
})

test('serves the page at the root without tokens, and logs no token position', async () => {
  const open = await startApp(database.url)
  await open.get(`/${QUERY}`).expect(200)
  await expect.poll(() => open.lines).toHaveLength(1)
  expect(open.lines.join('')).not.toContain('"token"')
  await open.close()
})

test('logs every candidate of a view with several, because each was shown', async () => {
  const open = await startApp(database.url)
  const { body } = await open.json('/?visitorImId=sam.rivera').expect(200)
  const shown = (body as { candidates: { id: string }[] }).candidates.map(({ id }) => id)
  expect(shown.length).toBeGreaterThan(1)
  await expect.poll(() => open.lines).toHaveLength(1)
  expect(JSON.parse(open.lines.at(-1) ?? '')).toMatchObject({ outcome: 'several', candidateIds: shown })
  await open.close()
})

test('serves the simulator only behind a token', async () => {
  const simulated = await startApp(database.url, { ACCESS_TOKENS: FIRST, SIMULATOR: 'on' })
  for (const path of ['/simulator', '/simulator/setup', '/simulator/files/main.js', '/simulator/page/all/']) {
    await simulated.get(path).expect(404)
  }
  const asked = { url: QUERY, mode: 'off' }
  await request(simulated.url).post('/simulator/diagnosis').send(asked).expect(405)
  await request(simulated.url).post(`/${FIRST}/simulator/diagnosis`).send(asked).expect(200)
  const { headers } = await simulated.get(`/${FIRST}/simulator`, { Host: '127.0.0.1:4100' }).expect(302)
  expect(headers['location']).toBe(`http://localhost:4100/${FIRST}/simulator`)
  await simulated.get(`/${FIRST}/simulator`, { Host: 'localhost:4100' }).expect(200)
  await simulated.get(`/${FIRST}/simulator/page/off/${QUERY}`).expect(200)
  await simulated.close()
})
