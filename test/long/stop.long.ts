import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { writeCertificate } from '../support/certificate.ts'
import { countStatuses, startLoad } from '../support/load.ts'
import { runMain } from '../support/process.ts'

const STOPS = 10
const CLIENTS = 16
/** Share of requests that may be reset: they arrive between the last poll and the closing of the port. */
const LOST_SHARE = 0.001

test.each([
  ['HTTP, a connection for each request', {}, false],
  ['HTTP, kept connections', {}, true],
  ['HTTPS, a connection for each request', writeCertificate().env, false],
  ['HTTPS, kept connections', writeCertificate().env, true],
])(
  'loses almost no request of direct clients during shutdown: %s',
  async (name, env, keepAlive) => {
    const counts: Record<string, number> = {}
    for (let stop = 0; stop < STOPS; stop += 1) {
      const run = runMain([], {
        DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing',
        RATE_LIMIT_PER_MINUTE: '0',
        SHUTDOWN_TIMEOUT_MS: '8000',
        ...env,
      })
      const load = startLoad(await run.url(), { clients: CLIENTS, pauseMs: 0, keepAlive, path: '/healthz' })
      await sleep(300)
      run.kill('SIGTERM')
      expect(await run.ended).toMatchObject({ code: 0 })
      await load.stop()
      for (const [status, count] of Object.entries(countStatuses(load.answers)))
        counts[status] = (counts[status] ?? 0) + count
    }
    process.stdout.write(`\n${name}: ${JSON.stringify(counts)} in ${String(STOPS)} stops\n`)
    const { '200': answered = 0, ECONNREFUSED: refused = 0, ...lost } = counts
    expect(refused).toBe(STOPS * CLIENTS)
    expect(Object.keys(lost).filter((status) => status !== 'ECONNRESET')).toEqual([])
    expect(lost['ECONNRESET'] ?? 0).toBeLessThanOrEqual(Math.max(1, answered * LOST_SHARE))
  },
  600_000,
)
