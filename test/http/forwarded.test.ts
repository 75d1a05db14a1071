import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApp } from '../support/app.ts'
import { cloneDatabase } from '../support/database.ts'

let database: Awaited<ReturnType<typeof cloneDatabase>>
beforeAll(async () => {
  database = await cloneDatabase()
})
afterAll(() => database.drop())

const CLIENT = '203.0.113.77'

/** How often the log warns after a few requests with this header. */
async function warnings(env: Record<string, string>, headers: Record<string, string>): Promise<number> {
  const app = await startApp(database.url, env)
  for (const path of ['/healthz', '/', '/nope', '/']) await app.get(path, headers)
  await app.close()
  expect(app.lines.join('')).not.toContain(CLIENT)
  return app.lines.filter((line) => line.includes('"event":"forwarded_ignored"')).length
}

test.each([
  ['X-Forwarded-For without TRUST_PROXY', {}, { 'X-Forwarded-For': CLIENT }, 1],
  ['Forwarded without TRUST_PROXY', {}, { Forwarded: `for=${CLIENT}` }, 1],
  ['not with TRUST_PROXY', { TRUST_PROXY: '1' }, { 'X-Forwarded-For': CLIENT }, 0],
  ['not without either header', {}, {}, 0],
])('logs an untrusted forwarded address once: %s', async (_name, env, headers, expected) => {
  expect(await warnings(env, headers)).toBe(expected)
})
