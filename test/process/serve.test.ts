import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, openSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { migrate } from '../../src/commands/migrate.ts'
import { sample } from '../../src/commands/sample.ts'
import { runCommand } from '../support/commands.ts'
import {
  administer,
  cloneDatabase,
  createEmptyDatabase,
  createReader,
  lockTable,
} from '../support/database.ts'
import { freePort } from '../support/free-port.ts'
import { MAIN, runMain } from '../support/process.ts'

let database: Awaited<ReturnType<typeof cloneDatabase>>
beforeAll(async () => {
  database = await cloneDatabase()
})
afterAll(() => database.drop())

const PAGE = '/?visitorImId=emma.johansson'

describe('serve', () => {
  test('serves from DATABASE_URL with a read-only role, and prints no sample URL', async () => {
    const reader = await createReader(database.url)
    const run = runMain([], { DATABASE_URL: reader.url })
    const page = await fetch(`${await run.url()}${PAGE}`)
    expect(await page.text()).toContain('Emma Johansson')
    run.kill('SIGTERM')
    expect(await run.ended).toMatchObject({ code: 0, err: '' })
    await reader.drop()
  })

  test('starts while the database is down', async () => {
    const run = runMain(['serve'], { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' })
    const url = await run.url()
    expect((await fetch(`${url}${PAGE}`)).status).toBe(503)
    expect((await fetch(`${url}/readyz`)).status).toBe(503)
    run.kill('SIGTERM')
    expect(await run.ended).toMatchObject({ code: 0 })
  })

  test('rejects a database without tables, and names both remedies', async () => {
    const empty = await createEmptyDatabase()
    const { code, err } = await runMain([], { DATABASE_URL: empty.url }).ended
    expect(code).toBe(1)
    expect(err).toContain('npm run migrate')
    expect(err).toContain('QUERIES_DIR')
    await empty.drop()
  })

  test('migrates at start only if configured', async () => {
    const empty = await createEmptyDatabase()
    const run = runMain([], { DATABASE_URL: empty.url, MIGRATE_ON_START: 'true' })
    expect((await fetch(`${await run.url()}${PAGE}`)).status).toBe(200)
    run.kill('SIGTERM')
    await run.ended
    await empty.drop()
  })

  test('rejects a port in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await new Promise((settle) => taken.once('listening', settle))
    const { port } = taken.address() as { port: number }
    const { code, err } = await runMain([], { DATABASE_URL: database.url, PORT: String(port) }).ended
    expect(code).toBe(1)
    expect(err).toContain('EADDRINUSE')
    taken.close()
  })

  test('reports every configuration fault at once, without values', async () => {
    const { code, err } = await runMain([], {
      PORT: 'http',
      DATABASE_URL: 'secret',
      HYPHENATE_DES_KEY: 'k3y-x',
    }).ended
    expect(code).toBe(1)
    for (const name of ['PORT', 'DATABASE_URL', 'HYPHENATE_DES_KEY']) expect(err).toContain(`- ${name} `)
    for (const value of ['secret', 'k3y-x']) expect(err).not.toContain(value)
  })

  test('warns once about a key longer than DES uses, without the key', async () => {
    const run = runMain([], { DATABASE_URL: database.url, HYPHENATE_DES_KEY: 'long-secret-key' })
    await run.url()
    run.kill('SIGTERM')
    const { out } = await run.ended
    expect(out.match(/"event":"long_key","variable":"HYPHENATE_DES_KEY"/g)).toHaveLength(1)
    expect(out).not.toContain('long-secret')
  })

  test('rejects an unknown command and prints the usage', async () => {
    const { code, err } = await runMain(['sevre'], {}).ended
    expect(code).toBe(1)
    expect(err).toContain('Usage:')
  })
})

describe('shutdown', () => {
  /** Starts, and requests a page that waits for a table, so that shutdown begins with a request in flight. */
  async function startWithRequest(SHUTDOWN_TIMEOUT_MS: string) {
    const run = runMain([], { DATABASE_URL: database.url, DATABASE_TIMEOUT_MS: '60000', SHUTDOWN_TIMEOUT_MS })
    const { port } = new URL(await run.url())
    const table = await lockTable(database.url, 'customers')
    const socket = connect(Number(port), '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(`GET ${PAGE} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
    await table.isAwaited()
    return { run, socket, port: Number(port), answer: read(socket), unlock: table.unlock }
  }

  function read(socket: Socket): Promise<string> {
    let text = ''
    return new Promise((settle) =>
      socket
        .setEncoding('utf8')
        .on('data', (part) => (text += String(part)))
        .once('close', () => settle(text)),
    )
  }

  const isRefused = (port: number) =>
    fetch(`http://127.0.0.1:${String(port)}/healthz`).then(
      () => false,
      () => true,
    )

  test('finishes requests in flight and accepts no new ones', async () => {
    const { run, port, answer, unlock } = await startWithRequest('60000')
    run.kill('SIGTERM')
    await expect.poll(() => isRefused(port)).toBe(true)
    // Longer than a request may stay incomplete.
    await sleep(1500)
    await unlock()
    expect(await answer).toContain('Emma Johansson')
    expect(await run.ended).toMatchObject({ code: 0 })
  })

  test('exits with an error at its deadline, whatever is unfinished', async () => {
    const { run, socket, unlock } = await startWithRequest('400')
    run.kill('SIGTERM')
    const { code, out } = await run.ended
    expect(code).toBe(1)
    expect(out).toContain('stop_timeout')
    socket.destroy()
    await unlock()
  })

  test('exits immediately on a second signal', async () => {
    const { run, socket, unlock } = await startWithRequest('60000')
    run.kill('SIGTERM')
    await run.logged('"event":"stopping"')
    // Any sooner, it would be ignored as npm's copy of the first.
    await sleep(600)
    run.kill('SIGTERM')
    const { code, out } = await run.ended
    expect(code).toBe(1)
    expect(out).not.toContain('stop_timeout')
    socket.destroy()
    await unlock()
  })
})

describe('migrate and sample', () => {
  test('create a working database, and add no customers to others', async () => {
    const empty = await createEmptyDatabase()
    const env = { DATABASE_URL: empty.url }
    const run = (command: typeof migrate) => runCommand(command, [], env)
    const says = (code: number, stream: 'out' | 'err', words: string) => ({
      code,
      [stream]: expect.stringContaining(words) as string,
    })
    expect(await runMain(['sample'], env).ended).toMatchObject(says(1, 'err', 'npm run migrate'))
    expect(await runMain(['migrate'], env).ended).toMatchObject(says(0, 'out', '0001_customers'))
    expect(await run(migrate)).toMatchObject(says(0, 'out', 'Nothing to do'))
    expect(await run(sample)).toMatchObject(says(0, 'out', 'http://localhost'))
    expect(await run(sample)).toMatchObject(says(1, 'err', 'already has'))
    await administer(
      empty.url,
      `delete from orders where order_no <> 'EJ-4107'`,
      `delete from customers where customer_no like 'SAM%'`,
    )
    expect(await run(sample)).toMatchObject({ code: 1 })
    await administer(
      empty.url,
      'drop table products',
      `delete from crm_page_migrations where name = '0009_products'`,
    )
    expect(await run(sample)).toMatchObject(says(1, 'err', 'Migrations are pending: 0009_products'))
    await empty.drop()
  })

  test.each([
    ['migrate', migrate],
    ['sample', sample],
  ])('refuses to run without DATABASE_URL: %s', async (_name, command) => {
    expect(await runCommand(command, [], {})).toMatchObject({
      code: 1,
      err: expect.stringContaining('DATABASE_URL') as string,
    })
  })

  test('reports an unavailable database without its password', async () => {
    const { code, err } = await runMain(['migrate'], { DATABASE_URL: 'postgres://u:hunter2@127.0.0.1:1/x' })
      .ended
    expect(code).toBe(1)
    expect(err).toContain('ECONNREFUSED')
    expect(err).not.toContain('hunter2')
  })
})

describe('edge cases of HTTP', () => {
  /** Sends bytes, and reads until the server closes. */
  async function raw(url: string, bytes: string): Promise<string> {
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    let answer = ''
    // Unread input makes the system reset the connection after the answer.
    socket.on('error', () => undefined)
    socket.setEncoding('utf8').on('data', (part: string) => (answer += part))
    socket.write(bytes)
    await new Promise((settle) => socket.once('close', settle))
    return answer
  }
  const SECRET = 'SECRET-VISITOR'
  const request = (target: string, more = '') =>
    `GET ${target} HTTP/1.1\r\nHost: localhost\r\n${more}Connection: close\r\n\r\n`

  test('answers any target itself, and prints nothing of it', async () => {
    const run = runMain([], { DATABASE_URL: database.url })
    const url = await run.url()
    const cases: [string, number, string][] = [
      [request(`http://a:b:c/?visitorImId=${SECRET}`), 421, 'data-code="wrong_host"'],
      [request(`http://shop.example?visitorImId=${SECRET}`), 421, 'data-code="wrong_host"'],
      [request(`http://[/?visitorImId=${SECRET}`), 421, 'data-code="wrong_host"'],
      [request(`http://`), 421, 'data-code="wrong_host"'],
      [request(`//${SECRET}/?a=1`), 404, 'data-code="not_found"'],
      [request('*'), 404, 'data-code="not_found"'],
      [request(`/?visitorImId=${SECRET}`, 'Expect: foo\r\n'), 200, 'data-outcome="unknown"'],
      [request(`/?visitorImId=李${SECRET}`), 400, 'Bad Request. Request '],
      [`GET /?visitorImId=${SECRET} HTTP/1.1\r\n\r\n`, 400, 'Bad Request. Request '],
      [`NONSENSE ${SECRET}\r\n\r\n`, 400, 'Bad Request. Request '],
      [
        request(`/?visitorImId=${SECRET}${'x'.repeat(60_000)}`),
        431,
        'Request Header Fields Too Large. Request ',
      ],
    ]
    for (const [bytes, status, part] of cases) {
      const answer = await raw(url, bytes)
      expect(answer.split('\r\n', 1)[0]).toContain(`HTTP/1.1 ${String(status)}`)
      expect(answer).toContain(part)
      for (const header of [
        /x-request-id: [0-9a-f-]{36}/i,
        /cache-control: no-store/i,
        /referrer-policy: no-referrer/i,
      ]) {
        expect(answer).toMatch(header)
      }
    }
    run.kill('SIGTERM')
    const { code, out, err } = await run.ended
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).not.toContain(SECRET)
    const counts = [...out.matchAll(/"event":"unreadable_request","count":(\d+)/g)].map(([, n]) => Number(n))
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(4)
  })

  test('does not wait at shutdown for a connection that was never used', async () => {
    const run = runMain([], { DATABASE_URL: database.url })
    const socket = connect(Number(new URL(await run.url()).port), '127.0.0.1')
    socket.on('error', () => undefined)
    await new Promise((settle) => socket.once('connect', settle))
    run.kill('SIGTERM')
    // Waiting for it would end at the deadline, with exit code 1.
    expect(await run.ended).toMatchObject({ code: 0 })
  })

  test('logs a view that the agent did not wait for as aborted', async () => {
    const run = runMain([], { DATABASE_URL: database.url })
    const url = await run.url()
    const table = await lockTable(database.url, 'customers')
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    socket.write(request('/?visitorImId=emma.johansson'))
    await table.isAwaited()
    socket.destroy()
    await run.logged('"outcome":"aborted","status":499')
    await table.unlock()
    run.kill('SIGTERM')
    expect(await run.ended).toMatchObject({ code: 0 })
  })

  test('serves pages and shuts down while standard output cannot be written', async () => {
    if (!existsSync('/dev/full')) return
    const full = openSync('/dev/full', 'w')
    const port = await freePort()
    const child = spawn(process.execPath, [MAIN], {
      cwd: tmpdir(),
      env: { DATABASE_URL: database.url, PORT: String(port), TMPDIR: tmpdir() },
      stdio: ['ignore', full, 'ignore'],
    })
    const ended = new Promise((settle) => child.once('exit', settle))
    await expect
      .poll(() =>
        fetch(`http://127.0.0.1:${String(port)}/healthz`).then(
          (answer) => answer.status,
          () => 0,
        ),
      )
      .toBe(200)
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
  })
})

test.each([
  ['in UTF-8', (text: string) => Buffer.from(text)],
  ['with a byte order mark', (text: string) => Buffer.from(`\ufeff${text}`)],
  ['with Windows line endings', (text: string) => Buffer.from(`\ufeff${text.replaceAll('\n', '\r\n')}`)],
  [
    'with a comment in GBK',
    (text: string) => Buffer.concat([Buffer.from([0x23, 0xc3, 0xdc, 0xc2, 0xeb, 0x0a]), Buffer.from(text)]),
  ],
  ['in UTF-16', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
])('reads .env %s, and lets the environment take precedence', async (_name, toBytes) => {
  const directory = mkdtempSync(join(tmpdir(), 'crm-page-env-'))
  const text = `PORT=http\nDATABASE_URL=${database.url}\nLOG_LEVEL=loud\n`
  writeFileSync(join(directory, '.env'), toBytes(text))
  const child = spawn(process.execPath, [MAIN], {
    cwd: directory,
    env: { LOG_LEVEL: 'info', TMPDIR: tmpdir() },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let err = ''
  child.stderr.on('data', (part) => (err += String(part)))
  await new Promise((settle) => child.once('close', settle))
  expect(err).toBe('The configuration is wrong:\n  - PORT must be a whole number from 0 to 65535\n')
})

test('exits if Postgres rejects the account, without repeating its password', async () => {
  const url = new URL(database.url)
  url.username = 'crm_page_nobody'
  url.password = 'wrong-secret'
  const { code, err } = await runMain([], { DATABASE_URL: url.href }).ended
  expect(code).toBe(1)
  expect(err).toContain('Postgres refuses DATABASE_URL')
  expect(err).not.toContain('wrong-secret')
})
