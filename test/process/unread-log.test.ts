import { spawn, type ChildProcess } from 'node:child_process'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cloneDatabase } from '../support/database.ts'
import { freePort } from '../support/free-port.ts'
import { PATIENT } from '../support/patient.ts'
import { MAIN } from '../support/process.ts'
import { keepLog } from '../support/run-log.ts'

const PAGE = '/?visitorImId=emma.johansson'
/** Has no panels, but an audit line like every page of a customer. */
const CHEAP_PAGE = '/?visitorImId=sam.rivera'
/** More than fits into a pipe and the queue together. */
const MANY = 6000
/** As many as there are database connections, so that none is rejected after waiting for one. */
const AT_ONCE = 10
/** More than fits into a pipe. */
const ROUNDS = 40

let database: Awaited<ReturnType<typeof cloneDatabase>>
beforeAll(async () => {
  database = await cloneDatabase()
})
afterAll(() => database.drop())

/** The built process, whose standard output is not read until `read` is called. */
async function start(more: Record<string, string> = {}) {
  const [port, opsPort] = [await freePort(), await freePort()]
  const ports = { PORT: String(port), OPS_PORT: String(opsPort) }
  const child: ChildProcess = spawn(process.execPath, [MAIN], {
    cwd: tmpdir(),
    env: {
      ...{ DATABASE_URL: database.url, TMPDIR: tmpdir(), RATE_LIMIT_PER_MINUTE: '0' },
      ...{ ...ports, ...PATIENT, ...more },
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let out = ''
  let isEnded = false
  const ended = new Promise<number | null>((settle) => {
    child.once('exit', (code) => {
      isEnded = true
      settle(code)
    })
  })
  const closed = new Promise((settle) => child.once('close', settle))
  const url = `http://127.0.0.1:${String(port)}`
  const statusOf = (path: string) =>
    fetch(`${url}${path}`).then(async (answer) => {
      await answer.arrayBuffer()
      return answer.status
    })
  await expect.poll(() => statusOf('/healthz').catch(() => 0)).toBe(200)
  return {
    child,
    closed,
    ended,
    statusOf,
    isEnded: () => isEnded,
    read: () => child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text)),
    metrics: () => fetch(`http://127.0.0.1:${String(opsPort)}/metrics`).then((answer) => answer.text()),
    /** Requests pages until one is rejected, and counts each status. */
    fill: async () => {
      const counts = new Map<number, number>()
      while (!counts.has(503) && (counts.get(200) ?? 0) < MANY) {
        const statuses = await Promise.all(Array.from({ length: AT_ONCE }, () => statusOf(CHEAP_PAGE)))
        for (const status of statuses) counts.set(status, (counts.get(status) ?? 0) + 1)
      }
      return counts
    },
    /** Requests more pages than lines fit into a pipe. */
    overflow: async () => {
      for (let round = 0; round < ROUNDS; round += 1)
        await Promise.all(Array.from({ length: AT_ONCE }, () => statusOf(CHEAP_PAGE)))
    },
    lines: () => {
      keepLog(out)
      return out
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>)
    },
  }
}

describe('an unread standard output', () => {
  test('rejects pages rather than leaving one unlogged, and delays nothing else', async () => {
    const { child, closed, ended, statusOf, read, metrics, fill, lines } = await start()
    const counts = await fill()
    expect(new Set(counts.keys())).toEqual(new Set([200, 503]))
    for (const path of ['/healthz', '/readyz?exclude=audit']) expect(await statusOf(path)).toBe(200)
    await expect.poll(() => statusOf('/readyz')).toBe(503)
    expect(await statusOf(PAGE)).toBe(503)
    expect(await metrics()).toMatch(/\ncrm_page_log_backlog_bytes [1-9]\d{5}\n/)

    read()
    await expect.poll(() => statusOf(PAGE)).toBe(200)
    expect(await statusOf(PAGE)).toBe(200)
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    await closed
    const recorded = lines().filter(({ action }) => action === 'view')
    // Each line is written before its page is sent, so none may be missing.
    expect(recorded).toHaveLength((counts.get(200) ?? 0) + 2)
    expect(lines().map(({ event }) => event)).toEqual(
      expect.arrayContaining(['started', 'log_resumed', 'stopping', 'stopped']),
    )
  })

  test('does not delay shutdown', async () => {
    const { child, ended, overflow } = await start({ SHUTDOWN_TIMEOUT_MS: '60000' })
    await overflow()
    const began = performance.now()
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    expect(performance.now() - began).toBeLessThan(30_000)
  })
})

test('keeps serving pages and shuts down normally after the log’s reader has gone', async () => {
  const { child, ended, isEnded, statusOf } = await start()
  child.stdout?.destroy()
  for (let count = 0; count < 20; count += 1) expect(await statusOf(PAGE)).toBe(200)
  expect(isEnded()).toBe(false)
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
})

test('writes all lines for a slow reader before it exits', async () => {
  const { child, closed, overflow, statusOf, read, lines } = await start()
  await overflow()
  child.kill('SIGTERM')
  const isRefused = () =>
    statusOf('/healthz').then(
      () => false,
      () => true,
    )
  await expect.poll(isRefused).toBe(true)
  read()
  await closed
  expect(lines().filter(({ action }) => action === 'view')).toHaveLength(ROUNDS * AT_ONCE)
  expect(lines().at(-1)).toMatchObject({ event: 'stopped' })
})
