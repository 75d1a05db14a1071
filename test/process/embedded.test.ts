import { execFile, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { mkdirSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, test as base, expect, vi } from 'vitest'
import { isAlive } from '../../src/database/embedded/pid-files.ts'
import { startEmbeddedPostgres } from '../../src/database/embedded/start.ts'
import { administer } from '../support/database.ts'
import { freePort, listenOn } from '../support/free-port.ts'
import { MAIN, makeDatabaseDirectory, postgresPid, processesOf, runMain } from '../support/process.ts'

/** For processes that end soon, or later on a busy machine. */
const PATIENCE_MS = 60_000

const PAGE =
  '/?easemobId=107937&visitorImId=webim-visitor-8K2FTG9QTYWRT8EYVJ7F&to=webim-visitor-8K2FTG9QTYWRT8EYVJ7F'

/** An embedded database after a first start. */
const made = makeDatabaseDirectory()
/** The output of that start. */
let firstStart: Awaited<ReturnType<typeof readFirstStart>>
beforeAll(async () => {
  const run = runMain([], { EMBEDDED_DATABASE_DIR: made })
  firstStart = await readFirstStart(run)
  run.kill('SIGTERM')
  await run.ended
})

async function readFirstStart(run: ReturnType<typeof runMain>) {
  const inJson = { headers: { accept: 'application/json' } }
  const page: unknown = await (await fetch(`${await run.url()}${PAGE}`, inJson)).json()
  const welcome = await run.welcome()
  const printed = welcome.match(/http:\S+/g) ?? []
  const links = printed.filter((link) => !link.endsWith('/simulator'))
  const answers = await Promise.all(links.map((link) => fetch(link, inJson)))
  const bodies = (await Promise.all(answers.map((answer) => answer.json()))) as { outcome?: string }[]
  return { page, welcome, bodies, simulator: await fetch(printed.at(-1) ?? '') }
}
afterAll(() => rmSync(made, { recursive: true, force: true }))

interface Fixtures {
  /** A separate embedded database for each test, so that tests can run concurrently. */
  directory: string
  /** Starts the app with it. */
  start: (env?: Record<string, string>) => ReturnType<typeof runMain>
}

const test = base.extend<Fixtures>({
  // oxlint-disable-next-line no-empty-pattern -- vitest reads a fixture's dependencies from it
  directory: async ({}, use) => {
    const directory = makeDatabaseDirectory()
    // Creating a database takes ten times as long as copying one. The owner is kept: for root, it is another account.
    await promisify(execFile)('cp', ['-a', `${made}/.`, directory])
    await use(directory)
    await vi.waitUntil(() => postgresIsGone(directory), { timeout: PATIENCE_MS })
    // A process killed while it creates a database may write its last file a moment later.
    await vi.waitFor(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }), PATIENCE_MS)
  },
  start: async ({ directory }, use) => {
    const runs: ReturnType<typeof runMain>[] = []
    await use((env = {}) => {
      const run = runMain([], { EMBEDDED_DATABASE_DIR: directory, ...env })
      runs.push(run)
      return run
    })
    for (const run of runs) run.kill('SIGKILL')
    await Promise.all(runs.map(({ ended }) => ended))
  },
}).concurrent

/** Removes the database, for a test of the first start. */
function empty(directory: string): void {
  for (const name of readdirSync(directory)) rmSync(join(directory, name), { recursive: true })
}

function postgresIsGone(directory: string): boolean {
  try {
    return !isAlive(postgresPid(directory))
  } catch {
    return true
  }
}

test('creates the database, the schema and sample customers at the first start, and explains how to continue', () => {
  const { page, welcome, bodies, simulator } = firstStart
  expect(page).toMatchObject({ outcome: 'found', customer: { full_name: 'Emma Johansson' } })
  expect(bodies.length).toBeGreaterThanOrEqual(8)
  expect(new Set(bodies.map(({ outcome }) => outcome ?? 'error'))).toEqual(
    new Set(['found', 'unknown', 'several', 'error']),
  )
  expect(simulator.headers.get('content-security-policy')).toContain('frame-src http://127.0.0.1:')
  expect(welcome).toContain('Stop with Ctrl-C.')
})

test('keeps the data at the second start, whose printed addresses still show every state with encryption', async ({
  start,
}) => {
  const run = start({ HYPHENATE_DES_KEY: '12345678', HYPHENATE_ENCRYPTION: 'all' })
  const links = (await run.welcome()).match(/http:\S+/g) ?? []
  const answers = await Promise.all(links.map(async (link) => (await fetch(link)).text()))
  const outcomes = answers.map((html) => /data-outcome="(\w+)"/.exec(html)?.[1])
  expect(outcomes.filter((outcome) => outcome === 'found')).toHaveLength(6)
  expect(answers.join('')).toContain('Emma Johansson')
  expect(answers.join('')).not.toContain('undecryptable')
  expect(answers.join('')).toMatch(/<dd>Jack\n/)
})

test('adds the sample products to the database of a version that had none', async ({ directory, start }) => {
  const before = await startEmbeddedPostgres({ directory })
  await administer(
    before.url,
    'drop table products',
    "delete from crm_page_migrations where name = '0009_products'",
  )
  await before.stop()
  const page = await fetch(`${await start().url()}/?visitorImId=nobody&sku=LMP-0417`)
  expect(await page.text()).toContain('data-panel="looking-at"')
})

test('chooses another port if somebody takes the one that was free', async ({ directory }) => {
  const somebody = createServer()
  const ports = [await listenOn(somebody), await freePort()] as const
  let attempts = 0
  const nextPort = () => Promise.resolve(ports[(attempts += 1) === 1 ? 0 : 1])
  const postgres = await startEmbeddedPostgres({ directory, durable: false, nextPort })
  somebody.close()
  expect(new URL(postgres.url).port).toBe(String(ports[1]))
  await administer(postgres.url, 'select from customers')
  await postgres.stop()
})

type Run = ReturnType<typeof runMain>

test.for<[string, (run: Run) => void]>([
  ['SIGTERM', (run) => run.kill('SIGTERM')],
  [
    'Ctrl-C, with npm’s copy of it,',
    (run) => {
      run.killGroup('SIGINT')
      run.kill('SIGINT')
    },
  ],
  ['SIGHUP', (run) => run.killGroup('SIGHUP')],
])('%s stops the server first and Postgres last', async ([, end], { directory, start }) => {
  const run = start()
  await run.url()
  const pid = postgresPid(directory)
  end(run)
  const { code, out } = await run.ended
  expect(code).toBe(0)
  expect(out).toMatch(/"event":"stopping"[^]*"action":"end"[^]*"event":"stopped"/)
  expect(out).not.toContain('connection_lost')
  expect(isAlive(pid)).toBe(false)
})

/** Starts the app like a script of npm. */
function startInShell(directory: string) {
  // The second command prevents the shell from replacing itself by the first.
  const shell = spawn('sh', ['-c', `"${process.execPath}" "${MAIN}"; exit`], {
    cwd: directory,
    env: { EMBEDDED_DATABASE_DIR: directory, PORT: '0', npm_lifecycle_event: 'start' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  shell.stdout.resume()
  return {
    hasWritten: new Promise((settle) => shell.stdout.once('data', settle)),
    kill: () => shell.kill('SIGTERM'),
    /** Includes the app, which has the same output. */
    ended: new Promise((settle) => shell.once('close', settle)),
  }
}

test('exits on a signal to npm, whose shell does not forward it', async ({ directory }) => {
  const shell = startInShell(directory)
  await shell.hasWritten
  const pid = postgresPid(directory)
  shell.kill()
  await shell.ended
  expect(isAlive(pid)).toBe(false)
})

test('exits if npm ends while the app starts', async ({ directory }) => {
  empty(directory)
  const shell = startInShell(directory)
  // The database is being created, and the page is not up.
  await vi.waitUntil(() => readdirSync(directory).length > 0, { interval: 5, timeout: PATIENCE_MS })
  shell.kill()
  await shell.ended
  expect(processesOf(directory)).toEqual([])
})

test('leaves no Postgres running after the app is killed during startup', async ({ directory, start }) => {
  empty(directory)
  const isThere = (name: RegExp) => readdirSync(directory).some((entry) => name.test(entry))
  // While the database is created, or just after that if the machine is busy; and while Postgres starts.
  for (const name of [/^(unfinished-cluster-|cluster$)/, /^cluster$/]) {
    const run = start()
    await vi.waitUntil(() => isThere(name), { interval: 5, timeout: PATIENCE_MS })
    run.killGroup('SIGKILL')
    await run.ended
    await vi.waitUntil(() => processesOf(directory).length === 0, { timeout: PATIENCE_MS })
  }
  const run = start()
  const page = await fetch(`${await run.url()}${PAGE}`)
  expect(await page.text()).toContain('Emma Johansson')
})

function supervisorPid(directory: string): number {
  return Number(readFileSync(join(directory, 'supervisor.pid'), 'utf8').split(' ')[0])
}

test('does not name the supervisor process node, and leaves no Postgres running after it ends', async ({
  directory,
  start,
}) => {
  const run = start()
  await run.url()
  const [supervisor = ''] = processesOf(directory, supervisorPid(directory))
  expect(supervisor).toContain('postgres-supervisor')
  expect(supervisor).not.toContain('node')
  const pid = postgresPid(directory)
  process.kill(supervisorPid(directory), 'SIGKILL')
  expect(await run.ended).toMatchObject({ code: 1 })
  expect(isAlive(pid)).toBe(false)
})

test('replaces a Postgres that lost app and supervisor at the same time', async ({ directory, start }) => {
  const first = start()
  await first.url()
  const pid = postgresPid(directory)
  process.kill(supervisorPid(directory), 'SIGSTOP')
  first.kill('SIGKILL')
  process.kill(supervisorPid(directory), 'SIGKILL')
  await first.ended
  expect(isAlive(pid)).toBe(true)
  const page = await fetch(`${await start().url()}${PAGE}`)
  expect(await page.text()).toContain('Emma Johansson')
  expect(isAlive(pid)).toBe(false)
})

test('waits for the old Postgres to stop after a killed app, and leaves none running itself', async ({
  directory,
  start,
}) => {
  const first = start()
  await first.url()
  first.kill('SIGKILL')
  await first.ended
  const second = start()
  const page = await fetch(`${await second.url()}${PAGE}`)
  expect(page.status).toBe(200)
  const pid = postgresPid(directory)
  second.killGroup('SIGKILL')
  await second.ended
  await vi.waitUntil(() => !isAlive(pid), { timeout: PATIENCE_MS })
})

test('rejects a second starter without affecting the first, which exits if Postgres dies', async ({
  directory,
  start,
}) => {
  const first = start()
  const url = await first.url()
  const { code, err } = await start().ended
  expect(code).toBe(1)
  expect(err).toContain(`is in use (Postgres process ${String(postgresPid(directory))})`)
  expect(err).not.toMatch(/\n\s+at /)
  expect((await fetch(`${url}${PAGE}`)).status).toBe(200)
  process.kill(postgresPid(directory), 'SIGKILL')
  expect(await first.ended).toMatchObject({
    code: 1,
    out: expect.stringContaining('"reason":"database_ended"'),
  })
})

test('removes what an interrupted start has left, and nothing else of the directory', async ({
  directory,
}) => {
  const others = ['new-photos', 'new-ab12CD', 'unfinished-cluster-ab12CD']
  for (const name of others) {
    mkdirSync(join(directory, name))
    utimesSync(join(directory, name), 0, 0)
  }
  const { stop } = await startEmbeddedPostgres({ directory, durable: false })
  await stop()
  expect(readdirSync(directory).filter((name) => others.includes(name))).toEqual(['new-ab12CD', 'new-photos'])
})

test.for<[string, (directory: string) => string]>([
  ['a file', (directory) => join(directory, 'cluster', 'PG_VERSION')],
  ['a path below a file', (directory) => join(directory, 'cluster', 'PG_VERSION', 'below')],
  ['too long a name', (directory) => join(directory, 'd'.repeat(300))],
  [
    'a directory whose database is incomplete',
    (directory) => {
      rmSync(join(directory, 'cluster', 'PG_VERSION'))
      return directory
    },
  ],
])('names the variable if it is %s', async ([, toDirectory], { directory }) => {
  const wrong = toDirectory(directory)
  await expect(startEmbeddedPostgres({ directory: wrong })).rejects.toThrow(
    /^The embedded database in .* cannot be used \(E\w+, .*\)\. Set EMBEDDED_DATABASE_DIR to another directory, or set DATABASE_URL\.$/,
  )
})

test('lets one of two simultaneous first starts serve, and rejects the other', async ({
  directory,
  start,
}) => {
  empty(directory)
  const both = [start(), start()]
  const results = await Promise.all(
    both.map((run) => Promise.race([run.url(), run.ended]).catch(() => run.ended)),
  )
  const urls = results.filter((result) => typeof result === 'string')
  expect(urls).toHaveLength(1)
  expect((await fetch(`${urls[0] ?? ''}${PAGE}`)).status).toBe(200)
  expect(results.find((result) => typeof result === 'object')).toMatchObject({ code: 1 })
})
