import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect, type AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { connect as connectTls } from 'node:tls'
import { afterEach, expect, test } from 'vitest'
import { toTlsOptions } from '../../src/http/server/tls-options.ts'
import { refuseUnreadable } from '../../src/http/server/unreadable-request.ts'
import { createLog } from '../../src/logging/log.ts'
import { makeCertificate } from '../support/certificate.ts'

const certificate = makeCertificate()
const timeouts = { headersTimeout: 50, requestTimeout: 50, connectionsCheckingInterval: 20 }

let server: Server | undefined
afterEach(() => server?.close())

async function start(scheme = 'http') {
  const lines: object[] = []
  const log = createLog('info', { write: (line) => lines.push(JSON.parse(line) as object) })
  const listener: RequestListener = (request) => request.resume()
  server =
    scheme === 'https'
      ? createTlsServer({ ...timeouts, ...toTlsOptions(certificate) }, listener)
      : createServer(timeouts, listener)
  refuseUnreadable(server, log)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return { lines, port: (server.address() as AddressInfo).port }
}

function open(port: number, scheme = 'http') {
  const address = { port, host: '127.0.0.1' }
  return scheme === 'https' ? connectTls({ ...address, rejectUnauthorized: false }) : connect(address)
}

const CHUNKED = 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n'

test.each([
  ['408 Request Timeout', 'ERR_HTTP_REQUEST_TIMEOUT', 'GET / HTTP/1.1\r\nHost:'],
  ['413 Payload Too Large', 'HPE_CHUNK_EXTENSIONS_OVERFLOW', `${CHUNKED}1;a=${'x'.repeat(20_000)}\r\n`],
  ['400 Bad Request', 'HPE_INVALID_CHUNK_SIZE', `${CHUNKED}garbage\r\n`],
])('answers %s if the error is %s, and logs the code', async (status, code, sent) => {
  const { lines, port } = await start()
  const socket = open(port)
  socket.write(sent)
  const answer = await text(socket)
  const [, requestId] = /\r\nX-Request-Id: (\S+)\r\n/.exec(answer) ?? []
  expect(answer.split('\r\n')[0]).toBe(`HTTP/1.1 ${status}`)
  expect(lines).toMatchObject([{ event: 'unreadable_request', count: 1, code, requestId }])
})

test.each(['http', 'https'])('closes an unused connection silently, over %s', async (scheme) => {
  const { lines, port } = await start(scheme)
  expect([await text(open(port, scheme)), lines]).toEqual(['', []])
})
