import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer as createHttp, type RequestListener } from 'node:http'
import { createServer as createTcp, type AddressInfo, type Server } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { writeCertificate } from '../support/certificate.ts'
import { runMain } from '../support/process.ts'

const HEALTH_CHECK = fileURLToPath(new URL('../../dist/commands/health-check.js', import.meta.url))

/** Runs the image's health check as the container does. */
function check(env: Record<string, string>): Promise<{ code: number | null; out: string }> {
  const child = spawn(process.execPath, [HEALTH_CHECK], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  let out = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  return new Promise((settle) => child.once('close', (code) => settle({ code, out: out.trim() })))
}

describe('the command of the image', () => {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const [, entry = ''] = /^ENTRYPOINT (.*)$/m.exec(readFileSync(`${root}Dockerfile`, 'utf8')) ?? []
  const [shell = '', ...rest] = JSON.parse(entry) as string[]

  test.each([
    ['a command of the page', ['check', '--help'], 'Checks configuration'],
    [
      'the same as it was written before',
      ['node', 'dist/main.js', 'check', '--help'],
      'Checks configuration',
    ],
    ['a program', ['sh', '-c', 'echo here'], 'here\n'],
  ])('is %s', (_name, args, expected) => {
    const { stdout } = spawnSync(shell, [...rest, ...args], { cwd: root, encoding: 'utf8' })
    expect(stdout.startsWith(expected)).toBe(true)
  })
})

const open: Server[] = []
afterEach(() => {
  for (const server of open.splice(0)) server.close()
})

async function start(server: Server, host = '127.0.0.1'): Promise<string> {
  open.push(server)
  await new Promise<void>((listening) => server.listen(0, host, listening))
  return String((server.address() as AddressInfo).port)
}

const healthy: RequestListener = (request, response) => {
  response.writeHead(request.url === '/healthz' ? 200 : 404).end()
}

test('reports the server as healthy while its database is down, and as unhealthy after it is gone', async () => {
  const run = runMain([], { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' })
  const { port } = new URL(await run.url())
  expect(await check({ PORT: port })).toEqual({ code: 0, out: 'status 200' })
  run.kill('SIGTERM')
  await run.ended
  expect(await check({ PORT: port })).toEqual({ code: 1, out: 'ECONNREFUSED' })
})

describe('the health check finds the listener', () => {
  test.each([
    ['on every address', '0.0.0.0', '127.0.0.1'],
    ['on every address, of IPv6 too', '::', '127.0.0.1'],
    ['on one address', '127.0.0.2', '127.0.0.2'],
  ])('that listens %s', async (_name, HOST, address) => {
    const PORT = await start(createHttp(healthy), address)
    expect(await check({ PORT, HOST })).toMatchObject({ code: 0 })
  })

  test('over TLS with an untrusted certificate', async () => {
    const { env } = writeCertificate()
    const run = runMain([], { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing', ...env })
    const { port: PORT } = new URL(await run.url())
    expect(await check({ PORT, ...env })).toMatchObject({ code: 0 })
    expect(await check({ PORT })).toMatchObject({ code: 1 })
    run.kill('SIGTERM')
    await run.ended
  })
})

test.each([
  ['another status', 503, '1: status 503'],
  ['no answer', null, '1: no answer in time'],
])('the health check fails on %s', async (_name, status, expected) => {
  const PORT = await start(
    createHttp((_request, response) => {
      if (status !== null) response.writeHead(status).end()
    }),
  )
  const { code, out } = await check({ PORT })
  expect(`${String(code)}: ${out}`).toBe(expected)
})

describe('a signal while the process waits for its database', () => {
  test.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('%s ends it', async (signal, expected) => {
    // Accepts connections, and never sends anything.
    const silent = createTcp()
    const PORT = await start(silent)
    const asked = new Promise((settle) => silent.once('connection', settle))
    const run = runMain(['migrate'], { DATABASE_URL: `postgres://u@127.0.0.1:${PORT}/x` })
    await asked
    run.kill(signal)
    expect(await run.ended).toMatchObject({ code: expected })
  })
})
