import type { Request } from 'express'
import { isLoopback, toHostName } from '../../config/host-name.ts'
import { HttpError } from '../middleware/http-error.ts'

export const SIGN_IN_PATH = '/sign-in'
/** The redirect URI, as registered with the provider. */
export const CALLBACK_PATH = '/sign-in/callback'
export const SESSION_PATH = '/session'
export const SIGN_OUT_PATH = '/sign-out'

/** Browsers treat `/\host` like `//host`, as another host. */
export const isLocalPath = (path: string) => /^\/(?![/\\])/.test(path)

/**
 * Except on loopback always HTTPS, even if a proxy does not say so: without it, no browser would keep the session
 * cookie.
 *
 * @throws {HttpError} 400 if the `Host` is invalid
 */
export function toOrigin(request: Request): string {
  // HTTP/1.0 requests may have no host, contrary to Express's type.
  const host = (request.host as string | undefined) ?? ''
  const origin = `${isLoopback(host) && !request.secure ? 'http' : 'https'}://${host}`
  // An IPv6 address without brackets passes `toHostName`, but is invalid in a URL.
  if (toHostName(host) === null || !URL.canParse(origin)) throw new HttpError('bad_request')
  return origin
}
