import { once } from 'node:events'
import { createServer, type RequestListener, type ServerOptions } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { CONNECTIONS, SERVER, type ConnectionLimits } from '../../limits.ts'
import type { Log } from '../../logging/log.ts'
import { catchErrors } from './catch-errors.ts'
import type { Certificate } from '../../config/certificate.ts'
import { limitConnections } from './connection-limits.ts'
import { createGracefulClose, type GracefulClose } from './graceful-close.ts'
import { toOriginForm } from './origin-form.ts'
import { InterruptibleRequest } from './interruptible-request.ts'
import { toTlsOptions } from './tls-options.ts'
import { refuseUnreadable } from './unreadable-request.ts'

export interface Server extends Pick<GracefulClose, 'close'> {
  url: string
  port: number
  useCertificate(certificate: Certificate): void
}

export interface ListenOptions {
  host: string
  port: number
  certificate?: Certificate | undefined
  /** Of an idle connection. */
  keepAliveTimeoutMs?: number | undefined
  isProxy?: ((address: string) => boolean) | undefined
  messages?: Pick<ServerOptions, 'IncomingMessage' | 'ServerResponse'>
  limits?: ConnectionLimits
}

/** @throws the system's error if the port cannot be opened */
export async function listen(app: RequestListener, options: ListenOptions, log: Log): Promise<Server> {
  const { host, port, certificate, keepAliveTimeoutMs, isProxy = () => false, limits = CONNECTIONS } = options
  const serverOptions: ServerOptions = {
    maxHeaderSize: SERVER.maxHeaderBytes,
    headersTimeout: SERVER.headersTimeoutMs,
    requestTimeout: SERVER.requestTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    requireHostHeader: false,
    IncomingMessage: InterruptibleRequest,
    ...options.messages,
  }
  const server = certificate
    ? createTlsServer({ ...serverOptions, ...toTlsOptions(certificate) })
    : createServer(serverOptions)
  const connections = limitConnections(server, { limits, isProxy, log })
  const closing = createGracefulClose(server)
  const unreadable = refuseUnreadable(server, log)
  const answer = catchErrors(app, log)
  const handle: RequestListener = (request, response) => {
    if (!connections.mayBeAnswered(response)) return
    if (request.httpVersion === '1.1' && request.headers.host === undefined) {
      unreadable.refuseWithoutHost(response)
      return
    }
    toOriginForm(request)
    answer(request, response)
  }
  const serve: RequestListener = (request, response) => {
    if (!connections.admit(response)) return
    closing.begin(response, () => {
      // A pipelined request is handled after its whole packet is parsed: if the packet holds too many requests, each
      // costs no more than its parsing.
      if (response.socket === null) setImmediate(handle, request, response)
      else handle(request, response)
    })
  }
  server.on('request', serve)
  // Any `Expect` header is ignored.
  server.on('checkExpectation', serve)
  await once(server.listen({ port, host, backlog: SERVER.backlog }), 'listening')
  const address = server.address() as AddressInfo
  return {
    url: toUrl(certificate ? 'https' : 'http', address),
    port: address.port,
    useCertificate(renewed) {
      if ('setSecureContext' in server) server.setSecureContext(toTlsOptions(renewed))
    },
    async close(patienceMs) {
      await closing.close(patienceMs)
      unreadable.flush()
      connections.flush()
    },
  }
}

function toUrl(scheme: string, { address, family, port }: AddressInfo): string {
  const host =
    address === '0.0.0.0' || address === '::' ? 'localhost' : family === 'IPv6' ? `[${address}]` : address
  return `${scheme}://${host}:${String(port)}`
}
