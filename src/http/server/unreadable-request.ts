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
 * Responds to what Node cannot parse as a request, and logs how often that happens.
 *
 * @returns a function that logs what is not logged yet, before shutdown
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
      // Load balancers open and close connections all day as a health check.
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

/** Before the handshake is complete, nothing can be sent to the client. */
function isHandshake(socket: Duplex): boolean {
  return socket instanceof TLSSocket && !socket.getCipher()
}

/** No handler is called, and nothing from the request is repeated. */
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
  // The client may never close: a half-open connection would delay shutdown.
  socket.end(`HTTP/1.1 ${status}\r\n${headers.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}
