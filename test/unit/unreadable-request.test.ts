import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, expect, test } from 'vitest'
import { refuseUnreadable } from '../../src/http/server/unreadable-request.ts'
import { createLog } from '../../src/logging/log.ts'

let server: Server | undefined
afterEach(() => server?.close())

const CHUNKED = 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n'

test.each([
  ['408 Request Timeout', 'ERR_HTTP_REQUEST_TIMEOUT', 'GET / HTTP/1.1\r\nHost:'],
  ['413 Payload Too Large', 'HPE_CHUNK_EXTENSIONS_OVERFLOW', `${CHUNKED}1;a=${'x'.repeat(20_000)}\r\n`],
  ['400 Bad Request', 'HPE_INVALID_CHUNK_SIZE', `${CHUNKED}garbage\r\n`],
])('answers %s if the error is %s, and logs the code', async (status, code, sent) => {
  const lines: object[] = []
  const log = createLog('info', { write: (line) => lines.push(JSON.parse(line) as object) })
  server = createServer(
    { headersTimeout: 50, requestTimeout: 50, connectionsCheckingInterval: 20 },
    (request) => request.resume(),
  )
  refuseUnreadable(server, log)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  socket.write(sent)
  const answer = await text(socket)
  const [, requestId] = /\r\nX-Request-Id: (\S+)\r\n/.exec(answer) ?? []
  expect(answer.split('\r\n')[0]).toBe(`HTTP/1.1 ${status}`)
  expect(lines).toMatchObject([{ event: 'unreadable_request', count: 1, code, requestId }])
})
