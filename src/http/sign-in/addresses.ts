import type { Request } from 'express'
import { isLoopback, toHostName } from '../../config/host-name.ts'
import { HttpError } from '../middleware/http-error.ts'

/** Begins a sign-in, in a window of its own. */
export const SIGN_IN_PATH = '/sign-in'
/** Where the provider leads back to; it has to be registered there. */
export const CALLBACK_PATH = '/sign-in/callback'
/** Where a pane hands its code in. */
export const SESSION_PATH = '/session'
export const SIGN_OUT_PATH = '/sign-out'

/** A path of this server: to a browser, `/\\host` is another one, as `//host` is. */
export const isOwnPath = (path: string) => /^\/(?![/\\])/.test(path)

/**
 * The page's own address as a browser knows it. A proxy serves HTTPS even where it does not say so, or no browser would
 * keep the session.
 *
 * @throws {HttpError} 400 when the request's `Host` is none
 */
export function toOrigin(request: Request): string {
  // HTTP/1.0 need not name one, whatever Express's type says.
  const host = (request.host as string | undefined) ?? ''
  const origin = `${isLoopback(host) ? request.protocol : 'https'}://${host}`
  // An IPv6 address without brackets is a host's name, and none in an address.
  if (toHostName(host) === null || !URL.canParse(origin))
    throw new HttpError({ status: 400, code: 'bad_request' })
  return origin
}
