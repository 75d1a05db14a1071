import type { RequestHandler } from 'express'
import type { Config } from '../../config/load.ts'
import { isLoopback, toHostName } from '../../config/host-name.ts'
import { HttpError } from './http-error.ts'

/** Whether an answer is given to who asks for this `Host`. */
type HostRule = (host: string) => boolean

export interface HostRules {
  page: HostRule
  /** It encrypts and decrypts with the console's key for whoever reads its answers. */
  simulator: HostRule
  /** The page answers to every host, and nobody has said that it should. */
  isUnrestricted: boolean
}

const any: HostRule = () => true

/**
 * A site that somebody visits may have its own name lead to this server, and then reads its answers as its own (DNS
 * rebinding). That is worth something where the server believes that only this machine reaches it; sample customers are
 * nobody's secret, and elsewhere a token or a proxy is in the way.
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

/** Answers 421 to who asks for another host. A proxy that is trusted says which one it was asked for. */
export function requireHost(isAllowed: HostRule): RequestHandler {
  return (request, _response, next) => {
    // HTTP/1.0 need not name one, whatever Express's type says.
    const host = request.host as string | undefined
    if (!isAllowed(host ?? '')) throw new HttpError({ status: 421, code: 'wrong_host' })
    next()
  }
}
