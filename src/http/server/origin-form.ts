import type { IncomingMessage } from 'node:http'

const ABSOLUTE_FORM = /^https?:\/\/(?<host>[^/?#]*)/i

/**
 * In `http://host/path`, as proxies request, the host takes precedence over `Host` (RFC 9112, 3.2.2). Express skips
 * the middleware for a target that it cannot parse, so this comes before.
 */
export function toOriginForm(request: IncomingMessage): void {
  const target = request.url ?? ''
  const { host } = ABSOLUTE_FORM.exec(target)?.groups ?? {}
  if (host !== undefined) request.headers.host = host
  const path = target.replace(ABSOLUTE_FORM, '')
  request.url = path.startsWith('/') ? path : `/${path}`
}
