import { randomUUID } from 'node:crypto'
import type { Server as HttpServer } from 'node:http'
import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'
import { createThrottledLog } from '../../logging/throttled-log.ts'
import type { Log } from '../../logging/log.ts'
import { NO_INDEX } from './no-index.ts'

const BAD_REQUEST = '400 Bad Request'
const TOO_LARGE = '431 Request Header Fields Too Large'

/**
 * Answers what Node cannot read as a request, and logs how often that happens.
 *
 * @returns writes to the log what it does not say yet, before a stop
 */
export function refuseUnreadable(server: HttpServer, log: Log): () => void {
  const handshakeFailed = createThrottledLog((count, latest: { code: string | null }) =>
    log.info({ event: 'handshake_failed', count, ...latest }),
  )
  const unreadable = createThrottledLog((count, latest: { requestId: string; code: string | null }) =>
    log.warn({ event: 'unreadable_request', count, ...latest }),
  )
  server.on('clientError', ({ code = null }: Error & { code?: string | null }, socket: Duplex) => {
    if (isHandshake(socket)) {
      // Load balancers open and close connections all day, only to see whether they can.
      if (code !== 'ECONNRESET') handshakeFailed.record({ code })
      socket.destroy()
      return
    }
    const requestId = randomUUID()
    unreadable.record({ requestId, code })
    refuse(socket, code === 'HPE_HEADER_OVERFLOW' ? TOO_LARGE : BAD_REQUEST, requestId)
  })
  return () => {
    handshakeFailed.flush()
    unreadable.flush()
  }
}

/** Before a cipher is agreed on, nothing can be said to the other side. */
function isHandshake(socket: Duplex): boolean {
  return socket instanceof TLSSocket && !socket.getCipher()
}

/** No handler sees it, and nothing of it is repeated. */
function refuse(socket: Duplex, status: string, requestId: string): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const body = `${status.slice(4)}. Request ${requestId}\n`
  const headers = [
    'Connection: close',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${String(body.length)}`,
    'Cache-Control: no-store',
    'Referrer-Policy: no-referrer',
    'X-Content-Type-Options: nosniff',
    NO_INDEX.join(': '),
    `X-Request-Id: ${requestId}`,
  ]
  // The other side may never close: a connection half open would hold up a stop.
  socket.end(`HTTP/1.1 ${status}\r\n${headers.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}
