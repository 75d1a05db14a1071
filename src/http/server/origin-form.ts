import type { IncomingMessage } from 'node:http'

const ABSOLUTE_FORM = /^https?:\/\/(?<host>[^/?#]*)/i

/**
 * Proxies may request `http://host/path`, whose host takes precedence over `Host` (RFC 9112, 3.2.2). Reduces every
 * target to a path.
 *
 * This happens before Express sees the request: for a target that it cannot parse, Express skips the middleware and
 * sends its own response.
 */
export function toOriginForm(request: IncomingMessage): void {
  const target = request.url ?? ''
  const { host } = ABSOLUTE_FORM.exec(target)?.groups ?? {}
  if (host !== undefined) request.headers.host = host
  const path = target.replace(ABSOLUTE_FORM, '')
  request.url = path.startsWith('/') ? path : `/${path}`
}
