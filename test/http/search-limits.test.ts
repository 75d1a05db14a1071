import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'
import { cloneDatabase } from '../support/database.ts'

let database: Awaited<ReturnType<typeof cloneDatabase>>
beforeAll(async () => {
  database = await cloneDatabase()
})
afterAll(() => database.drop())

async function begin(app: TestApp) {
  const { body } = await app.json('/?visitorImId=nobody-yet')
  const { page } = (body as { search: { page: string } }).search
  return (term: string) => app.form('/search', { page, term })
}

test('rejects a client that searches too often, and says how long to wait', async () => {
  const app = await startApp(database.url, { SEARCH_LIMIT_PER_MINUTE: '2' })
  const search = await begin(app)
  await search('Johansson').expect(303)
  await search('Johansson').expect(303)
  const { text, headers } = await search('Johansson').expect(429)
  expect(text).toContain('Too many searches')
  expect(text).not.toContain('choose “Show”')
  expect(Number(headers['retry-after'])).toBeGreaterThan(0)
  // The page itself is not limited.
  await app.get('/?visitorImId=emma.johansson').expect(200)
  await app.close()
})

test('blocks a client after thirty searches without a match, but lets it reload earlier results', async () => {
  const app = await startApp(database.url)
  const search = await begin(app)
  const early = (await search('Johansson').expect(303)).headers['location'] ?? ''
  const answers: string[] = []
  for (let count = 0; count < 30; count += 1) {
    const { headers } = await search(`Nobody ${count}x`).expect(303)
    answers.push(headers['location'] ?? '')
    await app.get(answers.at(-1) ?? '').expect(200)
  }
  const { headers } = await search('Johansson').expect(429)
  expect(Number(headers['retry-after'])).toBeGreaterThan(500)
  await app.get(answers[0] ?? '').expect(200)
  // Nor can it load the URL of an earlier result that it has not loaded before.
  await app.get(early).expect(429)
  await app.close()
})
