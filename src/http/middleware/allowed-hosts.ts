import type { RequestHandler } from 'express'
import type { Config } from '../../config/load.ts'
import { isLoopback, toHostName } from '../../config/host-name.ts'
import { HttpError } from './http-error.ts'

/** Returns whether requests with this `Host` are answered. */
type HostRule = (host: string) => boolean

export interface HostRules {
  page: HostRule
  /** Restricted more strictly: the simulator encrypts and decrypts with the console's key. */
  simulator: HostRule
  /** The page answers to every host, and this is not configured explicitly. */
  isUnrestricted: boolean
}

const any: HostRule = () => true

/**
 * Protects against DNS rebinding: a site can resolve its own name to this server and then read the answers as
 * same-origin. That matters if the server assumes it is reachable only from this machine. Otherwise a token or proxy
 * protects it, and the sample customers are not secret.
 */
export function createHostRules(config: Config): HostRules {
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

/** Answers 421 for other hosts. A trusted proxy can forward the original host. */
export function requireHost(isAllowed: HostRule): RequestHandler {
  return (request, _response, next) => {
    // HTTP/1.0 requests may have no host, contrary to Express's type.
    const host = request.host as string | undefined
    if (!isAllowed(host ?? '')) throw new HttpError({ status: 421, code: 'wrong_host' })
    next()
  }
}
