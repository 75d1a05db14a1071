import { randomUUID } from 'node:crypto'
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerOptions,
  type ServerResponse,
} from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'
import { limitConnections, LIMITS, type Limits } from './connection-limits.ts'
import { createGracefulClose, type GracefulClose } from './graceful-close.ts'
import type { Certificate } from './certificate.ts'
import { stopReadingWhenCut } from './stop-reading.ts'
import { describeError } from '../logging/describe-error.ts'
import { createLimitedEvent } from '../logging/limited-event.ts'
import type { Log } from '../logging/log.ts'
import { NO_INDEX } from './security-headers.ts'

export interface Server extends Pick<GracefulClose, 'close'> {
  /** Where a browser on this machine reaches it. */
  url: string
  port: number
  /** Of the connections that are opened from now on. */
  useCertificate(certificate: Certificate): void
}

/** Handles requests, and may say of which classes they and their responses are to be made. */
export interface App extends RequestListener {
  messages?: Pick<ServerOptions, 'IncomingMessage' | 'ServerResponse'>
  /** Whether an address is that of a proxy whose word is taken. */
  isProxy?: (address: string) => boolean
}

interface Options {
  host: string
  port: number
  /** Makes it HTTPS. */
  certificate?: Certificate | undefined
  /** How long a connection is kept on which nothing is asked, in milliseconds. */
  keepAliveTimeoutMs?: number | undefined
  limits?: Limits
}

const SERVER_OPTIONS: ServerOptions = {
  /** Room for about 30 KiB of query, in which our own limits on names and values can still be told on a page. */
  maxHeaderSize: 40 * 1024,
  // A request here is a few lines of text. Who takes longer to say them is no agent's browser.
  headersTimeout: 20_000,
  requestTimeout: 30_000,
}
/** New connections that may wait to be taken; the system may allow fewer. One too many is asked again after seconds. */
const BACKLOG = 4096
/**
 * Of TLS 1.2 only what has forward secrecy and authenticated encryption (RFC 9325, 4.2): who records the traffic and
 * gets the key later reads none of it. All of TLS 1.3 has both.
 */
const TLS_OPTIONS = {
  minVersion: 'TLSv1.2',
  ciphers: [
    ...['TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256'],
    ...['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES128-GCM-SHA256'],
    ...['ECDHE-ECDSA-AES256-GCM-SHA384', 'ECDHE-RSA-AES256-GCM-SHA384'],
    ...['ECDHE-ECDSA-CHACHA20-POLY1305', 'ECDHE-RSA-CHACHA20-POLY1305'],
  ].join(':'),
} as const
const HANDSHAKE_TIMEOUT_MS = 10_000

/** @throws the system's error when the port cannot be listened on */
export async function listen(
  app: App,
  { host, port, certificate, keepAliveTimeoutMs, limits = LIMITS }: Options,
  log: Log,
): Promise<Server> {
  const serverOptions = {
    ...SERVER_OPTIONS,
    keepAliveTimeout: keepAliveTimeoutMs,
    ...app.messages,
    IncomingMessage: stopReadingWhenCut(app.messages?.IncomingMessage),
  }
  const server = certificate ? createTls(serverOptions, certificate) : createServer(serverOptions)
  const held = limitConnections(server, { limits, isProxy: app.isProxy ?? (() => false), log })
  const ending = createGracefulClose(server)
  const handle: RequestListener = (request, response) => {
    if (!held.mayBeAnswered(response)) return
    toOriginForm(request)
    try {
      app(request, response)
    } catch (error) {
      // Express catches its own. Of a bare listener, one request's failure would end the process.
      log.error({ event: 'error', code: 'internal_error', error: describeError(error) })
      fail(response)
    }
  }
  const serve: RequestListener = (request, response) => {
    if (!held.admit(response)) return
    ending.begin(response)
    // One that waits for another on its connection is handled once their packet is read: if that holds too many, none of
    // them costs more than its reading.
    if (response.socket === null) setImmediate(handle, request, response)
    else handle(request, response)
  }
  server.on('request', serve)
  // A page expects nothing of its requests, whatever they announce.
  server.on('checkExpectation', serve)
  const handshakeFailed = createLimitedEvent((count, latest: { code: string | null }) =>
    log.info({ event: 'handshake_failed', count, ...latest }),
  )
  const unreadable = createLimitedEvent((count, latest: { requestId: string; code: string | null }) =>
    log.warn({ event: 'unreadable_request', count, ...latest }),
  )
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    const { code = null } = error
    if (isHandshake(socket)) {
      // Load balancers open and close connections all day, only to see whether they can.
      if (code !== 'ECONNRESET') handshakeFailed.happened({ code })
      socket.destroy()
      return
    }
    const requestId = randomUUID()
    unreadable.happened({ requestId, code })
    refuse(socket, error.code === 'HPE_HEADER_OVERFLOW' ? TOO_LARGE : BAD_REQUEST, requestId)
  })
  await new Promise<void>((listening, failed) => {
    server.once('error', failed).listen({ port, host, backlog: BACKLOG }, () => {
      server.off('error', failed)
      listening()
    })
  })
  const address = server.address() as AddressInfo
  return {
    url: toUrl(certificate ? 'https' : 'http', address),
    port: address.port,
    useCertificate(renewed) {
      if ('setSecureContext' in server) server.setSecureContext({ ...renewed, ...TLS_OPTIONS })
    },
    async close(patienceMs) {
      await ending.close(patienceMs)
      handshakeFailed.flush()
      unreadable.flush()
    },
  }
}

function createTls(options: ServerOptions, certificate: Certificate) {
  return createTlsServer({
    ...options,
    ...certificate,
    ...TLS_OPTIONS,
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
  })
}

/** Before a cipher is agreed on, nothing can be said to the other side. */
function isHandshake(socket: Duplex): boolean {
  return socket instanceof TLSSocket && !socket.getCipher()
}

/** Says that this side failed, or as little as can still be said. */
function fail(response: ServerResponse): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  for (const name of response.getHeaderNames()) response.removeHeader(name)
  response.setHeader(...NO_INDEX)
  response.writeHead(500, { 'Cache-Control': 'no-store', 'Content-Length': 0 }).end()
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
    NO_INDEX.join(': '),
    `X-Request-Id: ${requestId}`,
  ]
  // The other side may never close: a connection half open would hold up a stop.
  socket.end(`HTTP/1.1 ${status}\r\n${headers.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}

const ABSOLUTE_FORM = /^https?:\/\/(?<host>[^/?#]*)/i

/**
 * Proxies may ask for `http://host/path`: it is this host that counts, whatever `Host` says (RFC 9112, 3.2.2). Whatever a
 * target is, what the app sees is a path: else Express logs it.
 */
function toOriginForm(request: IncomingMessage): void {
  const target = request.url ?? ''
  const { host } = ABSOLUTE_FORM.exec(target)?.groups ?? {}
  if (host !== undefined) request.headers.host = host
  const path = target.replace(ABSOLUTE_FORM, '')
  request.url = path.startsWith('/') ? path : `/${path}`
}

function toUrl(scheme: string, { address, family, port }: AddressInfo): string {
  const host =
    address === '0.0.0.0' || address === '::' ? 'localhost' : family === 'IPv6' ? `[${address}]` : address
  return `${scheme}://${host}:${String(port)}`
}
