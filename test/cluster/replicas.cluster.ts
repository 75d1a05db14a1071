import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startEmbeddedPostgres } from '../../src/database/embedded/start.ts'
import { freePort } from '../support/free-port.ts'
import { hasCommand } from '../support/has-command.ts'
import { makeDatabaseDirectory, runMain } from '../support/process.ts'
import { startNginx } from '../support/proxies.ts'
import { startAgents } from './agents.ts'
import { startPageBalancer } from './haproxy.ts'
import { prepareTables } from './tables.ts'

/* Three replicas of the page behind a balancer from the guide; every second, one of them is ended and restarted. */

const isRequired = process.env['REQUIRE_CLUSTER'] === '1'
/** The test creates the certificate for the guide's nginx. */
process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
const MS = Number(process.env['REPLICA_SECONDS']) * 1000

/** The balancer's next health check of a restarted replica, and a margin. */
const BALANCER_MS = 1500

let database: Awaited<ReturnType<typeof startEmbeddedPostgres>>
beforeAll(async () => {
  database = await startEmbeddedPostgres({ directory: makeDatabaseDirectory(), durable: false })
  await prepareTables(database.url)
})
afterAll(() => database.stop())

/** A process that is restarted whenever it exits, as by a supervisor. */
function keepReplica(port: number) {
  const start = () =>
    runMain([], {
      DATABASE_URL: database.url,
      DATABASE_WRITE_URL: database.url,
      PORT: String(port),
      TRUST_PROXY: '1',
      SERVER_SECRET: 'a secret of the tests, long enough for a server',
      SIMULATOR: 'off',
      RATE_LIMIT_PER_MINUTE: '0',
      SEARCH_LIMIT_PER_MINUTE: '100000',
    })
  let isOver = false
  let main = start()
  let isUp: Promise<unknown> = main.url()
  async function restart(): Promise<void> {
    await main.ended
    if (isOver) return
    main = start()
    // Another connection of this machine may briefly use the port.
    await main.url().catch(restart)
  }
  return {
    isUp: () => isUp,
    end(signal: NodeJS.Signals) {
      isUp = restart()
      main.kill(signal)
    },
    async stop() {
      isOver = true
      await isUp.catch(() => undefined)
      main.kill('SIGKILL')
      await main.ended
    },
  }
}

const BALANCERS = ['haproxy', 'nginx'] as const
const CASES = BALANCERS.flatMap((balancer) =>
  (['SIGTERM', 'SIGKILL'] as const).map((signal) => [balancer, signal] as const),
)

test.each(CASES)('behind %s, a replica ended by %s each second costs no page', async (balancer, signal) => {
  if (!hasCommand(balancer, isRequired)) return
  const ports = [await freePort(), await freePort(), await freePort()] as const
  const replicas = ports.map(keepReplica)
  await Promise.all(replicas.map((replica) => replica.isUp()))
  const directory = mkdtempSync(join(tmpdir(), 'balancer-'))
  const proxy = balancer === 'nginx' ? await startNginx(ports) : await startPageBalancer(ports, directory)
  await sleep(3000)
  const agents = startAgents(proxy.url, { lookers: 6, linkers: 2 })
  let ended = 0
  try {
    const end = performance.now() + MS
    while (performance.now() < end) {
      replicas[Math.floor(Math.random() * replicas.length)]?.end(signal)
      ended += 1
      // On a busy machine a start takes more than a second. Waiting ensures that two of three are always up, and that
      // the balancer knows it.
      await Promise.all([sleep(1000), ...replicas.map((replica) => replica.isUp())])
      await sleep(BALANCER_MS)
    }
  } finally {
    await agents.stop()
    await proxy.stop()
    await Promise.all(replicas.map((replica) => replica.stop()))
  }
  process.stdout.write(
    `${balancer} ${signal}: ${JSON.stringify({ ended, ...agents.statuses, slowestMs: agents.slowestMs() })}\n`,
  )
  expect(agents.wrong).toEqual([])
  expect(agents.pages.length).toBeGreaterThan(MS / 200)
  // Forms are not retried, so only requests that can be repeated are never lost.
  const lost = Object.keys(agents.statuses).filter(
    (status) => !/^(200|(link|unlink|search) .*)$/.test(status),
  )
  expect(lost).toEqual([])
})
