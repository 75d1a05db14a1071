import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { get, type RequestListener, type ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import { connect as connectTls } from 'node:tls'
import { afterEach, describe, expect, test } from 'vitest'
import express from 'express'
import { createMessages } from '../../src/http/server/express-messages.ts'
import { listen, type ListenOptions, type Server } from '../../src/http/server/server.ts'
import { CONNECTIONS } from '../../src/limits.ts'
import { createLog } from '../../src/logging/log.ts'
import { makeCertificate } from '../support/certificate.ts'

/* What a server does about clients that take too much, or send what is no request. */

const REQUEST = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'
const UNFINISHED_FORM = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\nvisit='
const certificate = makeCertificate()

const sockets: Socket[] = []
let server: Server | undefined
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await server?.close()
  server = undefined
})

type Line = Record<string, unknown>

async function start(
  listener: RequestListener,
  options: Partial<ListenOptions> & { few?: Partial<typeof CONNECTIONS> } = {},
) {
  const { few, ...rest } = options
  const lines: Line[] = []
  const log = createLog('info', { write: (line) => lines.push(JSON.parse(line) as Line) })
  const limits = { ...CONNECTIONS, ...few }
  const started = await listen(listener, { host: '127.0.0.1', port: 0, limits, ...rest }, log)
  server = started
  return { ...started, lines, cuts: () => lines.filter(({ event }) => event === 'connection_cut') }
}

function open(port: number, write = '') {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined)
  sockets.push(socket)
  let said = ''
  socket.setEncoding('utf8').on('data', (part: string) => (said += part))
  const closed = new Promise<string>((settle) => socket.once('close', () => settle(said)))
  if (write !== '') socket.write(write)
  return { socket, closed, said: () => said, answers: () => said.split('HTTP/1.1 200').length - 1 }
}

const served: RequestListener = (_request, response) => void response.end('served')
/** Answers when told to. */
function startWaiting(options: Parameters<typeof start>[1] = {}) {
  const waiting: ServerResponse[] = []
  return start((_request, response) => void waiting.push(response), options).then((started) => ({
    ...started,
    waiting,
  }))
}

describe('a connection with too many pipelined requests', () => {
  test('is closed at the first request beyond the limit, without handling the rest', async () => {
    const { port, waiting, cuts } = await startWaiting({ few: { answersPerConnection: 3 } })
    expect(await open(port, REQUEST.repeat(4)).closed).toBe('')
    expect(waiting).toHaveLength(1)
    expect(cuts()).toMatchObject([{ count: 1, limit: 'answersPerConnection' }])
  })

  const classed = express().use((_request, response) => void response.end('served'))
  test.each<[string, RequestListener, ListenOptions['messages']]>([
    ['Node', served, {}],
    ['Express with classes of its own', classed as RequestListener, createMessages(classed)],
  ])('is not read beyond the limit, within one packet: %s', async (_what, listener, messages = {}) => {
    const { port } = await start(listener, { few: { answersPerConnection: 3 }, messages })
    let read = 0
    const count = () => (read += 1)
    subscribe('http.server.request.start', count)
    await open(port, REQUEST.repeat(100)).closed
    unsubscribe('http.server.request.start', count)
    expect([3, 4, 5]).toContain(read)
  })

  test('is answered up to the limit, repeatedly', async () => {
    const { port, cuts } = await start(served, { few: { answersPerConnection: 3 } })
    const { socket, answers } = open(port)
    for (let turn = 1; turn <= 3; turn += 1) {
      socket.write(REQUEST.repeat(3))
      await expect.poll(answers).toBe(3 * turn)
    }
    expect(cuts()).toEqual([])
  })

  test('counts towards the limit of all connections, and only connections with pipelined requests are closed', async () => {
    const { port, waiting, cuts } = await startWaiting({ few: { waitingAnswers: 2 } })
    const first = open(port, REQUEST.repeat(3))
    await expect.poll(() => waiting.length).toBe(3)
    expect(await open(port, REQUEST.repeat(2)).closed).toBe('')
    expect(cuts()).toMatchObject([{ limit: 'waitingAnswers' }])
    // One request on a connection of its own waits for no other.
    const before = waiting.length
    open(port, REQUEST)
    await expect.poll(() => waiting.length).toBe(before + 1)
    expect(first.socket.destroyed).toBe(false)
  })

  test('frees its place once it is answered or closed', async () => {
    const { port, cuts } = await start(served, { few: { waitingAnswers: 2 } })
    for (let turn = 0; turn < 3; turn += 1) {
      const { answers } = open(port, REQUEST.repeat(3))
      await expect.poll(answers).toBe(3)
    }
    for (let turn = 0; turn < 3; turn += 1) {
      const { socket, closed, said } = open(port, REQUEST.repeat(3))
      await expect.poll(said).not.toBe('')
      socket.destroy()
      await closed
    }
    const { answers } = open(port, REQUEST.repeat(3))
    await expect.poll(answers).toBe(3)
    expect(cuts()).toEqual([])
  })
})

describe('a client that does not read', () => {
  const LONG = 'x'.repeat(8 * 1024 * 1024)
  test('is disconnected after reading nothing for the time limit', async () => {
    const { port, cuts } = await start((_request, response) => void response.end(LONG), {
      few: { stalledMs: 100 },
    })
    open(port, REQUEST).socket.pause()
    await expect.poll(cuts).toMatchObject([{ limit: 'stalledMs' }])
  })

  test('gets no second response while too much of the first is unsent', async () => {
    const { port, cuts } = await start((_request, response) => void response.end(LONG))
    open(port, REQUEST.repeat(2)).socket.pause()
    await expect.poll(cuts).toMatchObject([{ limit: 'unwrittenBytes' }])
  })

  test('gets no further response while too much is queued behind the first', async () => {
    let asked = 0
    const { port, cuts } = await start((_request, response) => {
      asked += 1
      if (asked > 1) response.end(LONG)
    })
    expect(await open(port, REQUEST.repeat(3)).closed).toBe('')
    expect([asked, cuts()]).toMatchObject([2, [{ limit: 'unwrittenBytes' }]])
  })

  test('is not disconnected while it waits for a slow response', async () => {
    const { port, waiting, cuts } = await startWaiting({ few: { stalledMs: 30 } })
    const { answers } = open(port, REQUEST)
    await expect.poll(() => waiting.length).toBe(1)
    await new Promise((settle) => setTimeout(settle, 150))
    waiting[0]?.end('late')
    await expect.poll(answers).toBe(1)
    expect(cuts()).toEqual([])
  })
})

describe('a client with too many connections', () => {
  test('is refused further ones until one ends', async () => {
    const { port, cuts } = await start(served, { few: { connectionsPerClient: 2 } })
    const [first, second] = [open(port, REQUEST), open(port, REQUEST)]
    await expect.poll(() => first.answers() + second.answers()).toBe(2)
    expect(await open(port, REQUEST).closed).toBe('')
    expect(cuts()).toMatchObject([{ count: 1, limit: 'connectionsPerClient' }])
    first.socket.destroy()
    const isAnswered = async () => {
      const { socket, closed } = open(port, REQUEST)
      const isServed = new Promise<boolean>((settle) => socket.once('data', () => settle(true)))
      return Promise.race([closed.then(() => false), isServed])
    }
    await expect.poll(isAnswered).toBe(true)
    // There is room for one, not for two.
    expect(await isAnswered()).toBe(false)
  })

  test('may be a trusted proxy', async () => {
    const { port, cuts } = await start(served, {
      few: { connectionsPerClient: 1 },
      isProxy: (address) => address === '127.0.0.1',
    })
    const all = [open(port, REQUEST), open(port, REQUEST), open(port, REQUEST)]
    await expect.poll(() => all.map(({ answers }) => answers())).toEqual([1, 1, 1])
    expect(cuts()).toEqual([])
  })

  test('counts towards the total, and refusals are logged by the end at the latest', async () => {
    const { port, cuts, close } = await start(served, { few: { connections: 1 } })
    const kept = open(port, REQUEST)
    await expect.poll(kept.answers).toBe(1)
    for (let turn = 0; turn < 3; turn += 1) await open(port, REQUEST).closed
    await expect.poll(cuts).toMatchObject([{ count: 1, limit: 'connections' }])
    kept.socket.destroy()
    await close()
    expect(cuts().slice(1)).toMatchObject([{ count: 2, limit: 'connections' }])
  })
})

describe('malformed requests', () => {
  test.each<[string, string, string, string]>([
    ['is no HTTP', 'garbage\r\n\r\n', '400 Bad Request', 'HPE_INVALID_METHOD'],
    ['has no host', 'GET / HTTP/1.1\r\n\r\n', '400 Bad Request', 'NO_HOST'],
    [
      'is too long',
      `GET / HTTP/1.1\r\nHost: x\r\nA: ${'x'.repeat(41_000)}\r\n\r\n`,
      '431 Request Header Fields Too Large',
      'HPE_HEADER_OVERFLOW',
    ],
  ])(
    'are answered if the request %s, with an id, and never indexed or cached',
    async (_why, sent, status, code) => {
      const { port, lines } = await start(served)
      const said = await open(port, sent).closed
      const [head = '', body] = said.split('\r\n\r\n')
      const [first, ...headers] = head.split('\r\n')
      const requestId = String(lines[0]?.['requestId'])
      expect(lines).toMatchObject([{ event: 'unreadable_request', count: 1, code }])
      expect([first, body]).toEqual([`HTTP/1.1 ${status}`, `${status.slice(4)}. Request ${requestId}\n`])
      expect(headers).toEqual(
        expect.arrayContaining([
          'Connection: close',
          'Content-Type: text/plain; charset=utf-8',
          `Content-Length: ${String(body?.length)}`,
          'Cache-Control: no-store',
          'Referrer-Policy: no-referrer',
          'X-Content-Type-Options: nosniff',
          'X-Robots-Tag: noindex',
          `X-Request-Id: ${requestId}`,
        ]),
      )
    },
  )

  test('may lack a host in HTTP/1.0', async () => {
    const { port, lines } = await start(served)
    expect(await open(port, 'GET / HTTP/1.0\r\n\r\n').closed).toMatch(/^HTTP\/1\.1 200 .*served$/s)
    expect(lines).toEqual([])
  })

  test('are counted, and logged by the end at the latest', async () => {
    const { port, lines, close } = await start(served)
    for (let turn = 0; turn < 3; turn += 1) await open(port, 'garbage\r\n\r\n').closed
    expect(lines).toHaveLength(1)
    await close()
    expect(lines.slice(1)).toMatchObject([{ event: 'unreadable_request', count: 2 }])
  })

  test.each<[string, string, (socket: Socket) => unknown]>([
    ['resets before a request', '', (socket) => socket.resetAndDestroy()],
    ['resets in the middle of a request', 'GET / HTTP/1.1\r\nHost:', (socket) => socket.resetAndDestroy()],
    ['resets after a response', REQUEST, (socket) => socket.resetAndDestroy()],
    ['closes in the middle of a request', 'GET / HTTP/1.1\r\nHost:', (socket) => socket.end()],
    ['closes in the middle of a form', UNFINISHED_FORM, (socket) => socket.end()],
  ])('do not include connections that a browser %s', async (_when, sent, leave) => {
    const { port, lines } = await start(served)
    const { socket, closed } = open(port)
    await new Promise((settle) => socket.once('connect', settle))
    socket.write(sent)
    await new Promise((settle) => setTimeout(settle, 20))
    leave(socket)
    await closed
    await new Promise((settle) => setTimeout(settle, 20))
    expect(lines).toEqual([])
  })

  test('get no response over TLS, as the handshake fails', async () => {
    const { port, lines } = await start(served, { certificate })
    const { socket, closed } = open(port)
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    await closed
    await expect
      .poll(() => lines)
      .toMatchObject([{ event: 'handshake_failed', count: 1, code: expect.stringMatching(/^ERR_SSL_/) }])
  })

  test('do not include a certificate that the client refuses', async () => {
    const { port, lines } = await start(served, { certificate })
    const { socket, closed } = open(port)
    const client = connectTls({ socket, rejectUnauthorized: false }).on('error', () => undefined)
    await once(client, 'session')
    // Any error of TLS after the server's part of the handshake, as the alert of TLS 1.3 is.
    socket.write('garbage')
    await closed
    await expect
      .poll(() => lines)
      .toMatchObject([{ event: 'handshake_failed', count: 1, code: expect.stringMatching(/^ERR_SSL_/) }])
  })

  test.each<[string, (socket: Socket) => unknown]>([
    ['resets', (socket) => socket.resetAndDestroy()],
    ['closes', (socket) => socket.end()],
  ])('are silent if a load balancer only opens and %s a connection', async (_what, leave) => {
    const { port, lines, url } = await start(served, { certificate })
    const { socket, closed } = open(port)
    await new Promise((settle) => socket.once('connect', settle))
    leave(socket)
    await closed
    expect(url).toBe(`https://127.0.0.1:${String(port)}`)
    await new Promise((settle) => setTimeout(settle, 20))
    expect(lines).toEqual([])
  })
})

describe('a request', () => {
  test.each(['Expect: x', 'Connection: Upgrade\r\nUpgrade: websocket'])(
    'with the header %j is answered normally',
    async (header) => {
      const { port } = await start(served)
      const { said } = open(port, `GET / HTTP/1.1\r\nHost: x\r\n${header}\r\n\r\n`)
      await expect.poll(said).toMatch(/^HTTP\/1\.1 200 .*served$/s)
    },
  )

  test('for an absolute URL is routed by its path', async () => {
    const { port } = await start(
      (request, response) => void response.end(`${String(request.headers.host)} ${String(request.url)}`),
    )
    const { said } = open(port, 'GET http://a.example/b HTTP/1.1\r\nHost: x\r\n\r\n')
    await expect.poll(said).toContain('a.example /b')
  })

  test('whose handler throws is answered with a generic 500, or aborted', async () => {
    const { port, lines } = await start((request, response) => {
      response.setHeader('Location', 'emma')
      if (request.url === '/half') response.write('half')
      throw new TypeError('about emma')
    })
    const whole = open(port, REQUEST)
    await expect.poll(whole.said).toMatch(/^HTTP\/1\.1 500 .*\r\n\r\n$/s)
    for (const header of ['X-Robots-Tag: noindex', 'Cache-Control: no-store', 'Content-Length: 0'])
      expect(whole.said()).toContain(header)
    expect(whole.said()).not.toContain('emma')
    const half = await open(port, REQUEST.replace('/', '/half')).closed
    expect(half).not.toContain('500')
    expect(lines).toMatchObject(
      [1, 2].map(() => ({ event: 'error', code: 'internal_error', error: { name: 'TypeError' } })),
    )
    expect(JSON.stringify(lines)).not.toContain('emma')
  })
})

test('a connection without requests stays as long as configured', async () => {
  const { port } = await start(served, { keepAliveTimeoutMs: 7000 })
  const { said } = open(port, REQUEST)
  await expect.poll(said).toContain('Keep-Alive: timeout=7')
})

const hasIPv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ family }) => family === 'IPv6'))
test.for<[string, string]>([
  ['0.0.0.0', 'localhost'],
  ['127.0.0.1', '127.0.0.1'],
  ['::', 'localhost'],
  ['::1', '[::1]'],
])('a server at %s is shown at %s', async ([host, name], { skip }) => {
  if (host.includes(':') && !hasIPv6) skip('there is no IPv6')
  const { port, url } = await start(served, { host })
  expect(url).toBe(`http://${name}:${String(port)}`)
})

describe('a renewed certificate', () => {
  const fingerprintOf = (port: number) =>
    new Promise<string>((settle, fail) => {
      const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
        settle(socket.getPeerCertificate().fingerprint256)
        socket.destroy()
      }).once('error', fail)
    })
  test('is used for new connections', async () => {
    const { port, ...renewable } = await start(served, { certificate })
    const before = await fingerprintOf(port)
    expect(await fingerprintOf(port)).toBe(before)
    renewable.useCertificate(makeCertificate())
    expect(await fingerprintOf(port)).not.toBe(before)
  })
})

describe('closing a server', () => {
  const isOpen = (port: number) =>
    new Promise<boolean>((settle) => {
      get({ port, host: '127.0.0.1', agent: false }, (response) => {
        response.resume()
        settle(true)
      }).once('error', () => settle(false))
    })

  test('without requests takes no time, though browsers keep connections open', async () => {
    const { port, close } = await start(served)
    const kept = open(port, REQUEST)
    await expect.poll(kept.answers).toBe(1)
    await new Promise((settle) => setTimeout(settle, 510))
    const started = performance.now()
    await close(10_000)
    expect(performance.now() - started).toBeLessThan(900)
    await kept.closed
    expect(await isOpen(port)).toBe(false)
  })

  test('waits for in-flight responses, and closes their connections', async () => {
    const { port, close, waiting } = await startWaiting()
    const { closed } = open(port, REQUEST)
    await expect.poll(() => waiting.length).toBe(1)
    let isClosed = false
    const closing = close().then(() => (isClosed = true))
    await new Promise((settle) => setTimeout(settle, 100))
    expect(isClosed).toBe(false)
    waiting[0]?.end('served')
    expect(await closed).toMatch(/Connection: close.*served$/s)
    await closing
  })

  test('accepts further requests on open connections within the grace period', async () => {
    const { port, close } = await start(served)
    expect(await isOpen(port)).toBe(true)
    const started = performance.now()
    const closing = close(700)
    let answered = 0
    while (await isOpen(port)) answered += 1
    await closing
    expect(answered).toBeGreaterThan(1)
    const tookMs = performance.now() - started
    expect(tookMs).toBeGreaterThan(500)
    expect(tookMs).toBeLessThan(5000)
  })

  test('aborts a request that never ends', async () => {
    const { port, close } = await start(served)
    const { socket, closed } = open(port, 'GET / HTTP/1.1\r\n')
    await expect.poll(() => socket.bytesWritten).toBeGreaterThan(0)
    const started = performance.now()
    await close()
    expect(await closed).toBe('')
    expect(performance.now() - started).toBeLessThan(5000)
  })

  test('discards requests queued behind a response to a disconnected client', async () => {
    const { port, close, waiting } = await startWaiting()
    const { socket } = open(port, REQUEST.repeat(3))
    await expect.poll(() => waiting.length).toBe(3)
    const ended: number[] = []
    for (const [index, response] of waiting.entries()) response.once('close', () => ended.push(index))
    socket.destroy()
    await expect.poll(() => new Set(ended)).toEqual(new Set([0, 1, 2]))
    await close()
  })
})
