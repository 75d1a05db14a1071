import type { RequestHandler } from 'express'

/**
 * Makes of a request's address what the routes behind it know, and puts the base path before every address that they
 * make (`request.baseUrl`). Express's own mounting would not do: a proxy may leave the base path or take it away.
 */
export function basePath(path: string): RequestHandler {
  return (request, _response, next) => {
    request.url = toRoutePath(request.url, path)
    request.baseUrl = path
    next()
  }
}

/**
 * The path and query that the routes know: without the base path, which a proxy leaves or takes away, and with one slash
 * in front, where a proxy has put two. Behind that, nothing is changed.
 *
 * @param base `/crm`, or empty
 */
export function toRoutePath(target: string, base: string): string {
  const path = toOneSlash(target)
  const rest = path.startsWith(base) ? path.slice(base.length) : path
  // `/crmx` is not below `/crm`.
  return /^(\/|\?|$)/.test(rest) ? toOneSlash(`/${rest}`) : path
}

function toOneSlash(target: string): string {
  return target.replace(/^\/+/, '/')
}
