import { get, type RequestListener, type ServerResponse } from 'node:http'
import { get as getTls } from 'node:https'
import { connect, createServer, type AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect as connectTls } from 'node:tls'
import { afterEach, describe, expect, test } from 'vitest'
import { createLog } from '../../src/logging/log.ts'
import { listen, type Server } from '../../src/http/server/server.ts'
import { makeCertificate } from '../support/certificate.ts'

const SECRET = 'emma.johansson'
/** Below the time limits of a handshake (10 seconds) and of request headers (20 seconds). */
const PATIENCE_MS = 9000
const certificate = makeCertificate()

let server: Server | undefined
const sockets: { destroy(): void }[] = []
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await server?.close()
})

async function start(listener: RequestListener, tls?: typeof certificate, keepAliveTimeoutMs?: number) {
  const lines: string[] = []
  const log = createLog('info', { write: (line) => lines.push(line) })
  const started = await listen(
    listener,
    { host: '127.0.0.1', port: 0, certificate: tls, keepAliveTimeoutMs },
    log,
  )
  server = started
  return { lines, ...started }
}

function ask(url: string) {
  return new Promise<{ status: number | undefined; headers: object; body: string }>((settle, fail) => {
    const options = { agent: false, rejectUnauthorized: false }
    const asked = (url.startsWith('https:') ? getTls : get)(url, options, (response) => {
      const { statusCode: status, headers } = response
      text(response).then((body) => settle({ status, headers, body }), fail)
    })
    asked.once('error', fail)
  })
}

describe('a listener that throws', () => {
  test('answers 500, logs the error without values, and serves the next request', async () => {
    let asked = 0
    const { url, lines } = await start((request, response) => {
      asked += 1
      response.setHeader('Location', `https://example.com${request.url ?? ''}`)
      if (asked === 1) throw new Error(`About ${SECRET}`)
      response.end('served')
    })
    const { status, headers, body } = await ask(`${url}/?visitorImId=${SECRET}`)
    expect({ status, body }).toEqual({ status: 500, body: '' })
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex' })
    expect(headers).not.toHaveProperty('location')
    expect(await ask(url)).toMatchObject({ status: 200, body: 'served' })
    expect(lines).toHaveLength(1)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      event: 'error',
      code: 'internal_error',
      error: { name: 'Error' },
    })
    expect(lines[0]).not.toContain(SECRET)
  })

  test('closes the connection if it throws in the middle of an answer', async () => {
    const { url, lines } = await start((_request, response) => {
      response.writeHead(200, { 'Content-Length': 100 }).write('half')
      throw new TypeError(SECRET)
    })
    await expect(ask(url)).rejects.toThrow()
    expect(lines.join('')).toContain('"event":"error"')
    expect(lines.join('')).not.toContain(SECRET)
  })
})

/** Sends a few bytes and nothing more; does not close when the other side has closed. */
async function sendAndWait(port: number, sent: string, isTls: boolean): Promise<void> {
  const options = { port, host: '127.0.0.1', allowHalfOpen: true }
  const socket = isTls ? connectTls({ ...options, rejectUnauthorized: false }) : connect(options)
  sockets.push(socket)
  socket.on('error', () => undefined).resume()
  await new Promise((settle) => socket.once(isTls ? 'secureConnect' : 'connect', settle))
  await new Promise((settle) => socket.write(sent, settle))
}

/** Forwards everything, but delays what a client sends after its first packet. */
async function startSlowLine(to: number, delayMs: number) {
  let begin: () => void = () => undefined
  const hasBegun = new Promise<void>((settle) => (begin = settle))
  const line = createServer((near) => {
    const far = connect(to, '127.0.0.1').on('error', () => near.destroy())
    sockets.push(near, far)
    far.pipe(near.on('error', () => far.destroy()))
    near.once('data', (hello: Buffer) => {
      near.pause()
      far.write(hello)
      // The server has answered, so it has read it.
      far.once('data', begin)
      setTimeout(() => near.pipe(far), delayMs)
    })
  })
  sockets.push({ destroy: () => void line.close() })
  await new Promise<void>((settle) => line.listen(0, '127.0.0.1', settle))
  return { port: (line.address() as AddressInfo).port, hasBegun }
}

const SILENT: [string, string, typeof certificate | undefined, boolean][] = [
  ['half a request', 'GET / HTTP/1.1\r\nHost: x\r\n', undefined, false],
  ['half a body', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\na', undefined, false],
  ['no HTTP', 'garbage\r\n\r\n', undefined, false],
  ['half a request over TLS', 'GET / HTTP/1.1\r\nHost: x\r\n', certificate, true],
  ['half a handshake', '\x16\x03\x01\x02\x00', certificate, false],
]

describe('pipelined requests on one connection', () => {
  const inLine = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(20)

  /** Counts the answers that have begun, and those that emitted `close`. */
  async function startCounting(answer: RequestListener) {
    const count = { begun: 0, ended: 0 }
    const started = await start((request, response) => {
      count.begun += 1
      response.once('close', () => (count.ended += 1))
      answer(request, response)
    })
    const socket = connect(started.port, '127.0.0.1').on('error', () => undefined)
    sockets.push(socket)
    socket.write(inLine)
    return { ...started, count, socket }
  }

  test('are answered in order', async () => {
    const { count, socket } = await startCounting((_request, response) => {
      void sleep(20 * Math.random()).then(() => response.end('served'))
    })
    let received = ''
    socket.setEncoding('utf8').on('data', (part: string) => (received += part))
    await expect.poll(() => received.match(/served/g)).toHaveLength(20)
    await expect.poll(() => count).toEqual({ begun: 20, ended: 20 })
  })

  test.each([
    ['nothing was answered', () => undefined],
    ['all but the first were', (response: ServerResponse, at: number) => at > 1 && response.end('served')],
  ])('end when their client disconnects, and do not delay shutdown: %s', async (_when, answer) => {
    let at = 0
    const { close, count, socket } = await startCounting((_request, response) => answer(response, (at += 1)))
    await expect.poll(() => count.begun).toBe(20)
    socket.resetAndDestroy()
    await expect.poll(() => count.ended).toBe(20)
    const started = performance.now()
    await close(60_000)
    expect(performance.now() - started).toBeLessThan(30_000)
  })
})

describe('shutdown', () => {
  test.each(SILENT)(
    'completes quickly if a client has sent %s and is silent',
    async (_name, sent, tls, isTls) => {
      const { port, close } = await start((request, response) => {
        request.resume().once('end', () => response.end('served'))
      }, tls)
      await sendAndWait(port, sent, isTls)
      await sleep(200)
      const started = performance.now()
      await close()
      expect(performance.now() - started).toBeLessThan(PATIENCE_MS)
    },
  )

  test.each([
    ['while it waits for requests', 5000],
    ['while it closes', 0],
  ])('answers the request behind a slow handshake that has begun, %s', async (_when, patienceMs) => {
    let hasClosed = false
    const { port, close } = await start((_request, response) => {
      response.end(hasClosed ? 'too late' : 'served')
    }, certificate)
    const slow = await startSlowLine(port, 1200)
    const answer = ask(`https://127.0.0.1:${String(slow.port)}`)
    await slow.hasBegun
    const closed = close(patienceMs).then(() => (hasClosed = true))
    expect(await answer).toMatchObject({ body: 'served' })
    await closed
  })

  test('completes quickly if a client keeps sending an endless request', async () => {
    const { port, close } = await start((_request, response) => response.end('served'))
    const socket = connect(port, '127.0.0.1').on('error', () => undefined)
    sockets.push(socket)
    socket.write('GET / HTTP/1.1\r\n')
    const timer = setInterval(() => socket.write('a: b\r\n'), 100)
    await sleep(200)
    const started = performance.now()
    await close()
    clearInterval(timer)
    expect(performance.now() - started).toBeLessThan(PATIENCE_MS)
  })

  test('answers a request that arrived on a kept connection while the process was busy', async () => {
    const { port, close } = await start((_request, response) => response.end('served'))
    const socket = connect(port, '127.0.0.1').on('error', () => undefined)
    sockets.push(socket)
    let received = ''
    socket.setEncoding('utf8').on('data', (part: string) => (received += part))
    const request = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'
    socket.write(request)
    await expect.poll(() => received).toContain('served')
    await sleep(300)
    socket.write(request)
    for (const until = performance.now() + 300; performance.now() < until;);
    await close(5000)
    await expect.poll(() => received.match(/served/g)).toHaveLength(2)
  })

  test.each([
    ['HTTP', undefined],
    ['HTTPS', certificate],
  ])('waits for a slow answer over %s', async (_name, tls) => {
    let arrive: () => void
    const hasArrived = new Promise<void>((settle) => (arrive = settle))
    const { url, close } = await start((_request, response) => {
      arrive()
      void sleep(2500).then(() => response.end('late'))
    }, tls)
    const answer = ask(url)
    await hasArrived
    await Promise.all([close(), expect(answer).resolves.toMatchObject({ status: 200, body: 'late' })])
  })
})

test('closes a connection that does not speak HTTP after rejecting it', async () => {
  const { port, lines } = await start((_request, response) => response.end('served'))
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  sockets.push(socket)
  socket.write('garbage\r\n\r\n')
  let received = ''
  socket.setEncoding('utf8').on('data', (part: string) => (received += part))
  await new Promise((settle) => socket.once('end', settle))
  expect(received).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n[^]*Request [0-9a-f-]{36}\n$/)
  expect(received).toContain('\r\nX-Robots-Tag: noindex\r\n')
  // Writing to a closed connection: the system reports an error.
  const gone = new Promise<string | undefined>((settle) => {
    socket.once('error', (error: NodeJS.ErrnoException) => settle(error.code))
  })
  const timer = setInterval(() => socket.write('more'), 50)
  expect(await gone).toMatch(/^(EPIPE|ECONNRESET)$/)
  clearInterval(timer)
  expect(lines).toHaveLength(1)
})

test.each([
  ['unreadable_request', undefined, false],
  ['unreadable_request', certificate, true],
  ['handshake_failed', certificate, false],
])('logs malformed input once a second, with a count: %s', async (event, tls, isTls) => {
  const { port, lines } = await start((_request, response) => response.end('served'), tls)
  const options = { port, host: '127.0.0.1', rejectUnauthorized: false }
  const shout = () =>
    new Promise<void>((settle) => {
      const socket = isTls ? connectTls(options) : connect(options)
      sockets.push(socket)
      socket.on('error', () => undefined).once('close', () => settle())
      socket.resume().write('\r\nx\r\n\r\n')
    })
  const counted = () =>
    lines.map((line) => JSON.parse(line) as { event: string; count: number; code: string })
  const started = performance.now()
  for (let round = 0; round < 6; round += 1) await Promise.all(Array.from({ length: 50 }, shout))
  await expect.poll(() => counted().reduce((sum, { count }) => sum + count, 0)).toBe(300)
  expect(lines.length).toBeLessThanOrEqual(2 + (performance.now() - started) / 1000)
  for (const line of counted()) expect(line).toMatchObject({ event, code: expect.any(String) as string })
})

test('keeps an idle connection for the configured time, and serves its next request', async () => {
  const { port, close } = await start((_request, response) => response.end('served'), undefined, 4000)
  const socket = connect(port, '127.0.0.1')
  sockets.push(socket)
  let received = ''
  socket.setEncoding('utf8').on('data', (part: string) => (received += part))
  const closed = new Promise<number>((settle) => socket.once('close', () => settle(performance.now())))
  const request = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'
  socket.write(request)
  await expect.poll(() => received).toContain('Keep-Alive: timeout=4\r\n')
  await sleep(1000)
  const again = performance.now()
  socket.write(request)
  await expect.poll(() => received.match(/served/g)).toHaveLength(2)
  expect((await closed) - again).toBeGreaterThan(3900)
  await close()
})
