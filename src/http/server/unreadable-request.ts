import { randomUUID } from 'node:crypto'
import type { Server as HttpServer, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'
import { createThrottledLog } from '../../logging/throttled-log.ts'
import type { Log } from '../../logging/log.ts'
import { NO_INDEX } from './no-index.ts'

/** Half of a handshake may have a cipher already. */
const HANDSHAKE_TIMEOUT = 'ERR_TLS_HANDSHAKE_TIMEOUT'
const REQUEST_TIMEOUT = 'ERR_HTTP_REQUEST_TIMEOUT'
/** Closed during a handshake or a request. */
const GONE: ReadonlySet<string> = new Set(['ECONNRESET', 'HPE_INVALID_EOF_STATE'])
const BAD_REQUEST = '400 Bad Request'
/** As Node would answer. */
const STATUSES: Readonly<Record<string, string>> = {
  [REQUEST_TIMEOUT]: '408 Request Timeout',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
}

export function refuseUnreadable(server: HttpServer, log: Log) {
  const handshakeFailed = createThrottledLog((count, latest: { code: string }) =>
    log.info({ event: 'handshake_failed', count, ...latest }),
  )
  const unreadable = createThrottledLog((count, latest: { requestId: string; code: string }) =>
    log.warn({ event: 'unreadable_request', count, ...latest }),
  )
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    const { code = '' } = error
    if (hasGone(error) || (code === REQUEST_TIMEOUT && isUnused(socket))) {
      socket.destroy()
      return
    }
    // In TLS 1.3 a browser refuses the certificate after the server's part of the handshake.
    if (code === HANDSHAKE_TIMEOUT || code.startsWith('ERR_SSL_') || isHandshake(socket)) {
      handshakeFailed.record({ code })
      socket.destroy()
      return
    }
    const requestId = randomUUID()
    unreadable.record({ requestId, code })
    refuse(socket, STATUSES[code] ?? BAD_REQUEST, requestId)
  })
  return {
    /** HTTP/1.1 requires a 400. Node's own would have neither an id nor any of these headers. */
    refuseWithoutHost(response: ServerResponse): void {
      const requestId = randomUUID()
      unreadable.record({ requestId, code: 'NO_HOST' })
      const body = toBody(BAD_REQUEST, requestId)
      response.writeHead(400, toHeaders(body, requestId)).end(body)
    },
    flush(): void {
      handshakeFailed.flush()
      unreadable.flush()
    },
  }
}

/**
 * Browsers reset idle connections and close them in the middle of a form that is submitted again. Load balancers open
 * and close connections as a health check.
 */
function hasGone({ code = '', syscall }: NodeJS.ErrnoException): boolean {
  return syscall !== undefined || GONE.has(code)
}

/** Browsers open connections in advance, and do not use all of them. */
function isUnused(socket: Duplex): boolean {
  return socket instanceof Socket && socket.bytesRead === 0
}

function isHandshake(socket: Duplex): boolean {
  return socket instanceof TLSSocket && !socket.getCipher()
}

const toBody = (status: string, requestId: string) => `${status.slice(4)}. Request ${requestId}\n`

function toHeaders(body: string, requestId: string): Record<string, string> {
  return {
    Connection: 'close',
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': String(body.length),
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    [NO_INDEX[0]]: NO_INDEX[1],
    'X-Request-Id': requestId,
  }
}

function refuse(socket: Duplex, status: string, requestId: string): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const body = toBody(status, requestId)
  const headers = Object.entries(toHeaders(body, requestId)).map((header) => header.join(': '))
  // The client may never close: a half-open connection would delay shutdown.
  socket.end(`HTTP/1.1 ${status}\r\n${headers.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}
