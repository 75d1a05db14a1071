import type { RequestHandler } from 'express'

/** Express's own mounting does not fit, because a proxy may either keep the base path or strip it. */
export function basePath(path: string): RequestHandler {
  return (request, _response, next) => {
    request.url = toRoutePath(request.url, path)
    request.baseUrl = path
    next()
  }
}

/** A proxy may also send two leading slashes. `base` is as `/crm`, or empty. */
export function toRoutePath(target: string, base: string): string {
  const path = toOneSlash(target)
  const rest = path.startsWith(base) ? path.slice(base.length) : path
  // Do not match `/crmx` for the base `/crm`.
  return /^(\/|\?|$)/.test(rest) ? toOneSlash(`/${rest}`) : path
}

function toOneSlash(target: string): string {
  return target.replace(/^\/+/, '/')
}
