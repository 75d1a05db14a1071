import type { X509Certificate } from 'node:crypto'
import type { RequestListener } from 'node:http'
import { isIP } from 'node:net'
import { NO_INDEX } from './no-index.ts'

interface Options {
  /** Lists the names with HTTPS. */
  certificate: () => X509Certificate
  httpsPort: number
}

/** A host name as in certificates, without user, path or anything else that a forged `Host` may contain. */
const HOST =
  /^(?:\[(?<ipv6>[0-9a-f:.]{2,45})\]|(?<name>[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?))(?::(?<port>\d{1,5}))?$/i
const HTTP_PORT = 80
const HTTPS_PORT = 443

/**
 * For the vendor's Android apps, which always request `http:`. Only names in the certificate are targets, so that a
 * forged `Host` redirects nobody elsewhere. 301, since WebViews of old Androids lack 308; not cached, since the query
 * identifies the visitor.
 */
export function createRedirect({ certificate, httpsPort }: Options): RequestListener {
  function isOurs(host: string): boolean {
    return Boolean(isIP(host) ? certificate().checkIP(host) : certificate().checkHost(host))
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
      // If the request names this listener's own port, the HTTPS port is as configured. Under any other, both are
      // published elsewhere, HTTPS on its standard port.
      const here = Number(port) === request.socket.localPort ? httpsPort : HTTPS_PORT
      const authority = `${ipv6 === undefined ? host : `[${ipv6}]`}${here === HTTPS_PORT ? '' : `:${String(here)}`}`
      response.setHeader('Location', `https://${authority}${request.url ?? '/'}`)
      response.writeHead(301).end()
    }
  }
}
