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
import { longestGap, type Series } from './series.ts'
import { prepareTables } from './tables.ts'

/*
 * Three replicas of the page behind a balancer from the guide, which are ended and restarted: one at a time, so that two
 * are always up, or one each second, whatever state the others are in.
 */

const isRequired = process.env['REQUIRE_CLUSTER'] === '1'
/** The test creates the certificate for the guide's nginx. */
process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
const MS = Number(process.env['REPLICA_SECONDS']) * 1000

/** Until a balancer uses a replica again, and a margin. */
const BALANCER_MS = 500
const SAMPLE_MS = 20

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
  const state = { isOver: false, upSince: Infinity }
  let main: ReturnType<typeof start>
  const supervised = (async () => {
    while (!state.isOver) {
      main = start()
      const { ended, output } = main
      const life = { isOver: false }
      const over = ended.then(() => (life.isOver = true))
      while (!life.isOver && !output().out.includes('"event":"started"')) await sleep(20)
      if (!life.isOver) state.upSince = performance.now()
      await over
      state.upSince = Infinity
    }
  })()
  return {
    /** Since when, in milliseconds. Negative infinity: it is not up. */
    upForMs: () => performance.now() - state.upSince,
    async untilUp() {
      while (state.upSince === Infinity) await sleep(20)
    },
    end(signal: NodeJS.Signals) {
      state.upSince = Infinity
      main.kill(signal)
    },
    async stop() {
      state.isOver = true
      main.kill('SIGKILL')
      await supervised
    },
  }
}

const BALANCERS = ['haproxy', 'nginx'] as const
const KINDS = [
  ['SIGTERM', 'one at a time'],
  ['SIGKILL', 'one at a time'],
  ['SIGKILL', 'each second'],
] as const
const CASES = BALANCERS.flatMap((balancer) => KINDS.map((kind) => [balancer, ...kind] as const))

test.each(CASES)(
  'serves agents behind %s while replicas are ended by %s, %s',
  async (balancer, signal, pace) => {
    if (!hasCommand(balancer, isRequired)) return
    const ports = [await freePort(), await freePort(), await freePort()] as const
    const replicas = ports.map(keepReplica)
    const allUp = () => Promise.all(replicas.map((replica) => replica.untilUp()))
    await allUp()
    const directory = mkdtempSync(join(tmpdir(), 'balancer-'))
    const proxy = balancer === 'nginx' ? await startNginx(ports) : await startPageBalancer(ports, directory)
    await sleep(3000)
    const agents = startAgents(proxy.url, { lookers: 6, linkers: 2 })
    /** When there was a replica that the balancer knew to be up. */
    const served: Series = []
    const sampling = setInterval(() => {
      if (replicas.some((replica) => replica.upForMs() > BALANCER_MS)) served.push(performance.now())
    }, SAMPLE_MS)
    const from = performance.now()
    let ended = 0
    try {
      while (performance.now() < from + MS) {
        const next = sleep(1000)
        replicas[Math.floor(Math.random() * replicas.length)]?.end(signal)
        ended += 1
        await next
        if (pace === 'one at a time') {
          await allUp()
          await sleep(BALANCER_MS)
        }
      }
    } finally {
      await agents.stop()
      clearInterval(sampling)
      await proxy.stop()
      await Promise.all(replicas.map((replica) => replica.stop()))
    }
    const wasServed = (since: number, until: number) => longestGap(served, since, until) < 10 * SAMPLE_MS
    const avoidable = agents.lost.filter(({ from: since, to }) => wasServed(since - 200, to + 200))
    const servedShare = (served.length * SAMPLE_MS) / MS
    const figures = {
      ended,
      servedShare,
      avoidable: avoidable.length,
      longestMs: longestGap(agents.pages, from, from + MS),
    }
    process.stdout.write(
      `${balancer} ${signal} ${pace}: ${JSON.stringify({ ...figures, ...agents.statuses, slowestMs: agents.slowestMs() })}\n`,
    )
    expect(agents.wrong).toEqual([])
    // Forms are not retried, so only requests that can be repeated are never lost.
    if (pace === 'one at a time') {
      expect(agents.lost).toEqual([])
      expect(agents.pages.length).toBeGreaterThan(MS / 200)
    } else expect(avoidable).toEqual([])
  },
)
