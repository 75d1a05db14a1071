import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { Agent, get, type RequestListener } from 'node:http'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect as connectTls } from 'node:tls'
import express from 'express'
import { afterEach, describe, expect, test } from 'vitest'
import { CONNECTIONS } from '../../src/limits.ts'
import { createMessages } from '../../src/http/server/express-messages.ts'
import { listen, type ListenOptions, type Server } from '../../src/http/server/server.ts'
import { createLog } from '../../src/logging/log.ts'
import { makeCertificate } from '../support/certificate.ts'

const REQUEST = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'
const certificate = makeCertificate()

let server: Server | undefined
const sockets: Socket[] = []
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await server?.close()
})

interface Options {
  limits?: Partial<typeof CONNECTIONS>
  isProxy?: (address: string) => boolean
  isTls?: boolean
  messages?: ListenOptions['messages']
}

async function start(listener: RequestListener, { limits, isProxy, isTls, messages }: Options = {}) {
  const lines: string[] = []
  const log = createLog('info', { write: (line) => lines.push(line) })
  server = await listen(
    listener,
    {
      ...(isProxy && { isProxy }),
      ...(messages && { messages }),
      host: '127.0.0.1',
      port: 0,
      limits: { ...CONNECTIONS, ...limits },
      certificate: isTls ? certificate : undefined,
    },
    log,
  )
  return { lines, port: server.port }
}

function open(port: number, isTls = false): Socket {
  const options = { port, host: '127.0.0.1', rejectUnauthorized: false }
  const socket = isTls ? connectTls(options) : connect(options)
  sockets.push(socket)
  return socket.on('error', () => undefined)
}

const served: RequestListener = (_request, response) => response.end('served')
const closed = (socket: Socket) => new Promise<void>((settle) => socket.once('close', () => settle()))

/** The status of one request on a new connection, or the system's error code. */
function ask(port: number, agent?: Agent): Promise<number | string> {
  return new Promise((settle) => {
    get({ port, host: '127.0.0.1', agent: agent ?? false }, (response) => {
      response.resume().once('end', () => settle(response.statusCode ?? 0))
    }).once('error', (error: NodeJS.ErrnoException) => settle(error.code ?? error.message))
  })
}

describe('pipelined answers', () => {
  test.each([
    ['HTTP', false],
    ['HTTPS', true],
  ])(
    'beyond the limit cut the connection, and only the first request of a packet is handled: %s',
    async (_name, isTls) => {
      let handled = 0
      const { lines, port } = await start(() => (handled += 1), { isTls })
      const socket = open(port, isTls).resume()
      socket.write(REQUEST.repeat(CONNECTIONS.answersPerConnection + 500))
      await closed(socket)
      expect(handled).toBe(1)
      expect(lines).toHaveLength(1)
      expect(JSON.parse(lines[0] ?? '')).toMatchObject({
        event: 'connection_cut',
        count: 1,
        limit: 'answersPerConnection',
      })
    },
  )

  const classed = express().use(served)
  test.each<[string, RequestListener, ListenOptions['messages']?]>([
    ['a bare listener', served],
    // Express replaces the prototype of every request.
    ['an Express app', express().use(served) as RequestListener],
    [
      'an Express app with its own request and response classes',
      classed as RequestListener,
      createMessages(classed),
    ],
  ])(
    'beyond the limit stop the parser within the same packet: %s',
    async (_name, listener, messages = {}) => {
      const { port } = await start(listener, { messages })
      let emitted = 0
      const count = () => (emitted += 1)
      subscribe('http.server.request.start', count)
      const socket = open(port).resume()
      socket.write(REQUEST.repeat(CONNECTIONS.answersPerConnection + 500))
      await closed(socket)
      unsubscribe('http.server.request.start', count)
      expect(emitted).toBeGreaterThanOrEqual(CONNECTIONS.answersPerConnection)
      expect(emitted).toBeLessThan(CONNECTIONS.answersPerConnection + 3)
    },
  )

  test('answers an upgrade request like any other', async () => {
    const { port } = await start(served)
    const socket = open(port)
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    const received = await new Promise((settle) => socket.setEncoding('utf8').once('data', settle))
    expect(received).toMatch(/^HTTP\/1\.1 200 /)
  })

  test('reads pipelined requests up to the limit, repeatedly on one connection', async () => {
    const { lines, port } = await start(served)
    const socket = open(port)
    let received = ''
    socket.setEncoding('utf8').on('data', (part: string) => (received += part))
    for (let times = 1; times <= 3; times += 1) {
      socket.write(REQUEST.repeat(CONNECTIONS.answersPerConnection))
      await expect
        .poll(() => received.match(/served/g))
        .toHaveLength(times * CONNECTIONS.answersPerConnection)
    }
    expect(lines).toEqual([])
  })

  test('cuts only pipelining clients beyond the limit of all connections', async () => {
    const { lines, port } = await start(() => undefined, { limits: { waitingAnswers: 10 } })
    const ahead = [open(port), open(port)]
    for (const socket of ahead) socket.write(REQUEST.repeat(8))
    await Promise.race(ahead.map(closed))
    const single = open(port)
    single.write(REQUEST)
    await sleep(200)
    expect(single.destroyed).toBe(false)
    expect(lines.join('')).toContain('"limit":"waitingAnswers"')
  })

  test('counts answers down when they are sent or the client disconnects', async () => {
    const { lines, port } = await start(served, { limits: { waitingAnswers: 10 } })
    for (let times = 0; times < 20; times += 1) {
      const socket = open(port)
      socket.write(REQUEST.repeat(8))
      if (times % 2 === 0) await new Promise((settle) => socket.once('data', settle))
      socket.destroy()
    }
    const last = open(port)
    last.write(REQUEST.repeat(8))
    let received = ''
    last.setEncoding('utf8').on('data', (part: string) => (received += part))
    await expect.poll(() => received.match(/served/g)).toHaveLength(8)
    expect(lines.join('')).not.toContain('waitingAnswers')
  })
})

describe('an answer that the client does not read', () => {
  const MANY_BYTES = 'x'.repeat(16 * 1024 * 1024)

  test('is cut after the client has accepted nothing for the time limit', async () => {
    const { lines, port } = await start((_request, response) => response.end(MANY_BYTES), {
      limits: { stalledMs: 200 },
    })
    const socket = open(port).pause()
    socket.write(REQUEST)
    await expect.poll(() => lines.join('')).toContain('"limit":"stalledMs"')
  })

  test('prevents further answers on its connection', async () => {
    const { lines, port } = await start((_request, response) => response.end(MANY_BYTES))
    const socket = open(port).pause()
    socket.write(REQUEST.repeat(2))
    await expect.poll(() => lines.join('')).toContain('"limit":"unwrittenBytes"')
  })

  test('is never cut while the client keeps reading some of it', async () => {
    const { lines, port } = await start((_request, response) => response.end(MANY_BYTES), {
      limits: { stalledMs: 2000 },
    })
    const socket = open(port)
    socket.write(REQUEST)
    let bytes = 0
    socket.on('data', (part: Buffer) => {
      bytes += part.length
      socket.pause()
      setTimeout(() => socket.resume(), 10)
    })
    await expect.poll(() => bytes).toBeGreaterThan(MANY_BYTES.length)
    expect(lines).toEqual([])
  })
})

test('waits for a slow answer on new and on kept-alive connections', async () => {
  const { port } = await start((_request, response) => void setTimeout(() => response.end('late'), 700), {
    limits: { stalledMs: 200 },
  })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  expect(await ask(port, agent)).toBe(200)
  // Nothing is requested for longer than an answer may stall.
  await sleep(500)
  expect(await ask(port, agent)).toBe(200)
  agent.destroy()
})

describe.each([
  ['HTTP', false],
  ['HTTPS', true],
])('connections over %s', (_name, isTls) => {
  test('are limited per client, and each one that closes frees a slot', async () => {
    const { lines, port } = await start(served, { limits: { connectionsPerClient: 3 }, isTls })
    const kept = [open(port, isTls), open(port, isTls), open(port, isTls)]
    for (const socket of kept)
      await new Promise((settle) => socket.once(isTls ? 'secureConnect' : 'connect', settle))
    await closed(open(port, isTls).resume())
    expect(lines.join('')).toContain('"limit":"connectionsPerClient"')
    kept[0]?.destroy()
    const isServed = () => {
      const next = open(port, isTls)
      next.once(isTls ? 'secureConnect' : 'connect', () => next.write(REQUEST))
      return new Promise((settle) => next.once('data', () => settle(true)).once('close', () => settle(false)))
    }
    // The server may accept the new connection before it notices that the other one closed.
    await expect.poll(isServed).toBe(true)
  })

  test('do not count as one client if a trusted proxy opens them', async () => {
    const { port } = await start(served, {
      limits: { connectionsPerClient: 1 },
      isProxy: (address) => address === '127.0.0.1',
      isTls,
    })
    const all = [open(port, isTls), open(port, isTls), open(port, isTls)]
    for (const socket of all) {
      socket.write(REQUEST)
      await new Promise((settle) => socket.once('data', settle))
    }
  })

  test('are limited in total', async () => {
    const { lines, port } = await start(served, { limits: { connections: 2 }, isTls })
    const all = [open(port, isTls), open(port, isTls)]
    for (const socket of all)
      await new Promise((settle) => socket.once(isTls ? 'secureConnect' : 'connect', settle))
    await closed(open(port, isTls).resume())
    await expect.poll(() => lines.join('')).toContain('"limit":"connections"')
  })
})

test('shuts down quickly while connections are being cut', async () => {
  const { port } = await start(served, { limits: { connectionsPerClient: 5 } })
  for (let count = 0; count < 20; count += 1)
    open(port)
      .pause()
      .write(REQUEST.repeat(CONNECTIONS.answersPerConnection + 1))
  await sleep(100)
  const started = performance.now()
  await server?.close(60_000)
  expect(performance.now() - started).toBeLessThan(30_000)
})

test('logs every cut connection before shutdown', async () => {
  const { lines, port } = await start(() => undefined, { limits: { answersPerConnection: 1 } })
  const cut = Array.from({ length: 5 }, () => open(port).resume())
  for (const socket of cut) socket.write(REQUEST.repeat(2))
  await Promise.all(cut.map(closed))
  await server?.close()
  const counts = lines.map((line) => (JSON.parse(line) as { count: number }).count)
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(5)
})
