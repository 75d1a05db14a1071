import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPool } from '../../src/database/pool.ts'
import { administer, createEmptyDatabase } from '../support/database.ts'

let database: Awaited<ReturnType<typeof createEmptyDatabase>>
beforeAll(async () => {
  database = await createEmptyDatabase()
})
afterAll(() => database.drop())

const open = (maxLifetimeSeconds = 60) =>
  createPool({ url: database.url, max: 3, timeoutMs: 5000, onLost: () => undefined, maxLifetimeSeconds })

async function pidOf(pool: ReturnType<typeof open>): Promise<number | undefined> {
  return (await pool.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid
}

test('replaces connections after a limited time, and opens one in advance', async () => {
  const pool = open(0.3)
  let opened = 0
  pool.on('connect', () => (opened += 1))
  const first = await pidOf(pool)
  await expect.poll(() => opened).toBeGreaterThanOrEqual(2)
  await expect.poll(() => pool.idleCount).toBe(1)
  expect(await pidOf(pool)).not.toBe(first)
  await pool.end()
})

test('replaces a connection that the server closed before it is needed', async () => {
  const pool = open()
  const first = await pidOf(pool)
  await administer(database.url, `select pg_terminate_backend(${String(first)})`)
  let opened = 0
  pool.on('connect', () => (opened += 1))
  await expect.poll(() => opened).toBe(1)
  expect(await pidOf(pool)).not.toBe(first)
  expect(opened).toBe(1)
  await pool.end()
})

test('does not connect in advance without a database', async () => {
  const pool = createPool({
    url: 'postgres://u@127.0.0.1:1/x',
    max: 3,
    timeoutMs: 500,
    onLost: () => undefined,
  })
  await expect(pool.connect()).rejects.toThrow()
  await new Promise((settle) => setTimeout(settle, 100))
  expect(pool.totalCount).toBe(0)
  await pool.end()
})
