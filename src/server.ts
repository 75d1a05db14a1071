import { randomUUID } from 'node:crypto'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Log } from './ops/log.ts'

export interface Server {
  /** Where a browser on this machine reaches it. */
  url: string
  /** Takes no new connection, lets requests finish, and resolves when the last one has. */
  close(): Promise<void>
}

/** Room for about 30 KiB of query, in which our own limits on names and values can still be told on a page. */
const MAX_HEADER_BYTES = 40 * 1024
const SWEEP_MS = 50

/** @throws the system's error when the port cannot be listened on */
export async function listen(
  app: RequestListener,
  { host, port }: { host: string; port: number },
  log: Log,
): Promise<Server> {
  const serve: RequestListener = (request, response) => {
    request.url = toOriginForm(request.url ?? '')
    app(request, response)
  }
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, serve)
  // A page expects nothing of its requests, whatever they announce.
  server.on('checkExpectation', serve)
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    const requestId = randomUUID()
    log.warn({ event: 'unreadable_request', requestId, code: error.code ?? null })
    refuse(socket, error.code === 'HPE_HEADER_OVERFLOW' ? TOO_LARGE : BAD_REQUEST, requestId)
  })
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((listening, failed) => {
    server.once('error', failed).listen(port, host, () => {
      server.off('error', failed)
      listening()
    })
  })
  return {
    url: toUrl(server.address() as AddressInfo),
    close: () =>
      new Promise((closed) => {
        function sweep() {
          // A connection that a client keeps open becomes idle only after its request.
          server.closeIdleConnections()
          // One that a browser opened in advance has never been anything else, which Node does not call idle.
          for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
        }
        const sweeping = setInterval(sweep, SWEEP_MS)
        server.close(() => {
          clearInterval(sweeping)
          closed()
        })
        sweep()
      }),
  }
}

const BAD_REQUEST = '400 Bad Request'
const TOO_LARGE = '431 Request Header Fields Too Large'

/** Answers what Node could not read, so that no handler sees it. Nothing of it is repeated. */
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
    `X-Request-Id: ${requestId}`,
  ]
  socket.end(`HTTP/1.1 ${status}\r\n${headers.join('\r\n')}\r\n\r\n${body}`)
}

/** Proxies may ask for `http://host/path`. Whatever a target is, what the app sees is a path: else Express logs it. */
function toOriginForm(target: string): string {
  const path = target.replace(/^https?:\/\/[^/?#]*/i, '')
  return path.startsWith('/') ? path : `/${path}`
}

function toUrl({ address, family, port }: AddressInfo): string {
  const host =
    address === '0.0.0.0' || address === '::' ? 'localhost' : family === 'IPv6' ? `[${address}]` : address
  return `http://${host}:${String(port)}`
}
