import { readFileSync } from 'node:fs'
import { get } from 'node:http'
import { platform } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloneDatabase } from '../support/database.ts'
import { startFlood } from '../support/flood.ts'
import { runMain } from '../support/process.ts'

const PAGE = '/?visitorImId=emma.johansson'
const CONNECTIONS = 90
/** Minimum duration of each flood; `npm run test:long` makes them longer. */
const SECONDS = Number(process.env['FLOOD_SECONDS'] ?? 2)
/** Pages requested during each flood, however busy the machine is. */
const LEAST_REQUESTS = 8
/** Share of these pages that must be served, even if the flood competes for the same resources. */
const LEAST_SERVED = 0.5
const MOST_MB = 250

let database: Awaited<ReturnType<typeof cloneDatabase>>
let run: ReturnType<typeof runMain>
let url: string
beforeAll(async () => {
  database = await cloneDatabase()
  // As with `npm start`: without the second flag, Node 24 takes up to 270 MB.
  const env = {
    RATE_LIMIT_PER_MINUTE: '0',
    NODE_OPTIONS: '--max-old-space-size=512 --max-semi-space-size=8',
  }
  run = runMain([], { DATABASE_URL: database.url, ...env })
  url = await run.url()
})
afterAll(async () => {
  run.kill('SIGTERM')
  await run.ended
  await database.drop()
})

function residentMb(): number {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${String(run.pid)}/status`, 'utf8')) ?? []
  return Number(kilobytes) / 1024
}

/** The status of a page, on a new connection. */
function askForPage(): Promise<number | string> {
  return new Promise((settle) => {
    get(`${url}${PAGE}`, { agent: false }, (response) => {
      response.resume().once('end', () => settle(response.statusCode ?? 0))
    }).once('error', (error: NodeJS.ErrnoException) => settle(error.code ?? error.message))
  })
}

async function pathOf(kind: string): Promise<string> {
  if (kind !== 'an asset') return kind
  const page = await (await fetch(`${url}/nope`)).text()
  return /<link rel="stylesheet" href="([^"]+)">/.exec(page)?.[1] ?? ''
}

test.runIf(platform() === 'linux').each(['an asset', '/nope', '/healthz', PAGE])(
  `keeps memory flat and serves others while ${String(CONNECTIONS)} connections request %s endlessly and read nothing`,
  async (kind) => {
    const flood = startFlood({
      port: Number(new URL(url).port),
      connections: CONNECTIONS,
      request: `GET ${await pathOf(kind)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
    })
    const statuses: (number | string)[] = []
    let mostMb = 0
    const until = performance.now() + SECONDS * 1000
    while (performance.now() < until || statuses.length < LEAST_REQUESTS) {
      statuses.push(await askForPage())
      mostMb = Math.max(mostMb, residentMb())
      await sleep(50)
    }
    flood.stop()
    // A page may wait for too long behind unread ones; it is then rejected with 503.
    const mayBeRejected = kind === PAGE
    expect(statuses.filter((status) => status !== 200 && !(mayBeRejected && status === 503))).toEqual([])
    const served = statuses.filter((status) => status === 200)
    expect(served.length / statuses.length).toBeGreaterThanOrEqual(LEAST_SERVED)
    expect(mostMb).toBeLessThan(MOST_MB)
    await run.logged('"event":"connection_cut"')
  },
  SECONDS * 1000 + 120_000,
)
