import { X509Certificate } from 'node:crypto'
import type { RequestListener } from 'node:http'
import { isIP } from 'node:net'
import type { Certificate } from '../../config/certificate.ts'
import { NO_INDEX } from './no-index.ts'

interface Options {
  /** The one in force: it has the names that there is HTTPS for. */
  certificate: () => Certificate
  /** The HTTPS listener's. */
  httpsPort: number
}

/** A host as the certificate may name it; without a user, a path or anything else that a `Host` can be abused for. */
const HOST =
  /^(?:\[(?<ipv6>[0-9a-f:.]{2,45})\]|(?<name>[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?))(?::(?<port>\d{1,5}))?$/i
const HTTP_PORT = 80
const HTTPS_PORT = 443

/**
 * Sends plain HTTP to HTTPS, with path and query: the vendor's Android apps always ask for `http:`. Only to names that
 * the certificate holds, so that nobody is sent elsewhere by a `Host` of somebody's making.
 *
 * 301 and not 308, which WebViews of old Androids do not know; kept by no cache, for the query says whose page it is.
 */
export function createRedirect({ certificate, httpsPort }: Options): RequestListener {
  let known: { cert: string; names: X509Certificate } | undefined
  function isOurs(host: string): boolean {
    const { cert } = certificate()
    if (known?.cert !== cert) known = { cert, names: new X509Certificate(cert) }
    return Boolean(isIP(host) ? known.names.checkIP(host) : known.names.checkHost(host))
  }

  return (request, response) => {
    response.setHeader('Cache-Control', 'no-store')
    response.setHeader('Referrer-Policy', 'no-referrer')
    response.setHeader('X-Content-Type-Options', 'nosniff')
    response.setHeader(...NO_INDEX)
    const { ipv6, name, port = String(HTTP_PORT) } = HOST.exec(request.headers.host ?? '')?.groups ?? {}
    const host = ipv6 ?? name
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD')
      response.writeHead(405).end()
    } else if (host === undefined || !isOurs(host)) {
      response.writeHead(400).end()
    } else {
      // Asked for under our own number, the other port is as it is here. Under another one both are published
      // elsewhere, and HTTPS where everybody looks for it.
      const here = Number(port) === request.socket.localPort ? httpsPort : HTTPS_PORT
      const authority = `${ipv6 === undefined ? host : `[${ipv6}]`}${here === HTTPS_PORT ? '' : `:${String(here)}`}`
      response.setHeader('Location', `https://${authority}${request.url ?? '/'}`)
      response.writeHead(301).end()
    }
  }
}
