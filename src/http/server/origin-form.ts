import type { IncomingMessage } from 'node:http'

const ABSOLUTE_FORM = /^https?:\/\/(?<host>[^/?#]*)/i

/**
 * Proxies may ask for `http://host/path`: it is this host that counts, whatever `Host` says (RFC 9112, 3.2.2). Whatever a
 * target is, what the app sees is a path. That is done before Express sees the request: a target that it cannot parse
 * gets no middleware, but Express's own answer.
 */
export function toOriginForm(request: IncomingMessage): void {
  const target = request.url ?? ''
  const { host } = ABSOLUTE_FORM.exec(target)?.groups ?? {}
  if (host !== undefined) request.headers.host = host
  const path = target.replace(ABSOLUTE_FORM, '')
  request.url = path.startsWith('/') ? path : `/${path}`
}
