import type { RequestHandler } from 'express'
import type { Config } from '../../config/load.ts'
import { isLoopback, toHostName } from '../../config/host-name.ts'
import { HttpError } from './http-error.ts'

type HostRule = (host: string) => boolean

const any: HostRule = () => true

/**
 * Protects against DNS rebinding, by which a site reads the answers as same-origin. That matters if the server is
 * reachable only from this machine; otherwise a token or proxy protects it, and the sample customers are not secret.
 * The simulator is restricted more strictly: it has the console's key.
 *
 * @returns `isUnrestricted`: the page answers to every host, and this is not configured explicitly
 */
export function createHostRules(config: Config) {
  const { allowedHosts, accessTokens, database, listener, trustProxy } = config
  if (allowedHosts !== undefined) {
    const isListed: HostRule = (host) => allowedHosts.includes(toHostName(host) ?? '')
    const rule = allowedHosts.includes('*') ? any : isListed
    return { page: rule, simulator: rule, isUnrestricted: false }
  }
  const hasSampleData = database.url === undefined
  const isPrivate = isLoopback(listener.host) && accessTokens.length === 0 && trustProxy === undefined
  const page = isPrivate && !hasSampleData ? isLoopback : any
  return { page, simulator: isLoopback, isUnrestricted: page === any && !hasSampleData }
}

/** A trusted proxy can forward the original host. */
export function requireHost(isAllowed: HostRule): RequestHandler {
  return (request, _response, next) => {
    // HTTP/1.0 requests may have no host, contrary to Express's type.
    const host = request.host as string | undefined
    if (!isAllowed(host ?? '')) throw new HttpError('wrong_host')
    next()
  }
}
