import { spawn } from 'node:child_process'
import { createServer as createHttp, type RequestListener } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { createServer as createTcp, type AddressInfo, type Server } from 'node:net'
import { fileURLToPath } from 'node:url'
import forge from 'node-forge'
import { afterEach, describe, expect, test } from 'vitest'
import { runMain } from '../support/process.ts'

const HEALTH_CHECK = fileURLToPath(new URL('../../dist/health-check.js', import.meta.url))

/** Runs the image's health check as the container does. */
function check(env: Record<string, string>): Promise<{ code: number | null; out: string }> {
  const child = spawn(process.execPath, [HEALTH_CHECK], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  let out = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  return new Promise((settle) => child.once('close', (code) => settle({ code, out: out.trim() })))
}

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

/** A certificate for a name that is not this machine's, as a container's is. */
function makeCertificate() {
  const { privateKey, publicKey } = forge.pki.rsa.generateKeyPair(2048)
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = publicKey
  certificate.validity.notAfter = new Date(Date.now() + 3_600_000)
  certificate.setSubject([{ name: 'commonName', value: 'crm.example.com' }])
  certificate.setIssuer([{ name: 'commonName', value: 'crm.example.com' }])
  certificate.sign(privateKey, forge.md.sha256.create())
  return { cert: forge.pki.certificateToPem(certificate), key: forge.pki.privateKeyToPem(privateKey) }
}

test('finds the server healthy while its database is down, and not once it is gone', async () => {
  const run = runMain([], { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' })
  const { port } = new URL(await run.url())
  expect(await check({ PORT: port })).toEqual({ code: 0, out: 'status 200' })
  run.kill('SIGTERM')
  await run.ended
  expect(await check({ PORT: port })).toEqual({ code: 1, out: 'ECONNREFUSED' })
})

describe('finds the listener', () => {
  test.each([
    ['on every address', '0.0.0.0', '127.0.0.1'],
    ['on every address, of IPv6 too', '::', '127.0.0.1'],
    ['on one address', '127.0.0.2', '127.0.0.2'],
  ])('%s', async (_name, HOST, address) => {
    const PORT = await start(createHttp(healthy), address)
    expect(await check({ PORT, HOST })).toMatchObject({ code: 0 })
  })

  test('over TLS, whatever name the certificate is for', async () => {
    const PORT = await start(createHttps(makeCertificate(), healthy))
    expect(await check({ PORT, TLS_CERT_FILE: '/run/secrets/tls.crt' })).toMatchObject({ code: 0 })
    expect(await check({ PORT })).toMatchObject({ code: 1 })
  })
})

test.each([
  ['another status', 503, '1: status 503'],
  ['no answer', null, '1: no answer in time'],
])('%s is not healthy', async (_name, status, expected) => {
  const PORT = await start(
    createHttp((_request, response) => {
      if (status !== null) response.writeHead(status).end()
    }),
  )
  const { code, out } = await check({ PORT })
  expect(`${String(code)}: ${out}`).toBe(expected)
})

describe('a signal while a start waits for its database', () => {
  test.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('%s ends it', async (signal, expected) => {
    // Takes connections, and never says a word.
    const silent = createTcp()
    const PORT = await start(silent)
    const asked = new Promise((settle) => silent.once('connection', settle))
    const run = runMain(['migrate'], { DATABASE_URL: `postgres://u@127.0.0.1:${PORT}/x` })
    await asked
    run.kill(signal)
    expect(await run.ended).toMatchObject({ code: expected })
  })
})
