import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Request } from 'express'
import { securityHeaders } from '../http/security-headers.ts'
import { toSimulatorAncestor, type RequestOrigin } from './origins.ts'

type Headers = ReturnType<typeof securityHeaders>

/** The page's headers, where the simulator may frame the page too. */
export function simulatorHeaders(frameAncestors: readonly string[], isHttps: boolean): Headers {
  const others = frameAncestors.filter((source) => source !== "'none'")
  // Made for each request: the simulator's origin has the port that the browser sees. Development can afford it.
  return (request: IncomingMessage, response: ServerResponse, next: () => void) => {
    // Made of the app's own class, so that it is one of Express's before Express has seen it.
    const ancestor = toSimulatorAncestor(toAsked(request as Request))
    securityHeaders([...others, ancestor], isHttps)(request, response, next)
  }
}

/** Behind a proxy that is trusted, as the proxy was asked. */
export function toAsked({ host, secure }: Pick<Request, 'host' | 'secure'>): RequestOrigin {
  return { host, isHttps: secure }
}
