import type { IncomingMessage, ServerResponse } from 'node:http'
import { TLSSocket } from 'node:tls'
import { securityHeaders } from '../http/security-headers.ts'
import { toSimulatorAncestor, type RequestOrigin } from './origins.ts'

type Headers = ReturnType<typeof securityHeaders>

/** The page's headers, where the simulator may frame the page too. */
export function simulatorHeaders(frameAncestors: readonly string[], isHttps: boolean): Headers {
  const others = frameAncestors.filter((source) => source !== "'none'")
  // Made for each request: the simulator's origin has the port that the browser sees. Development can afford it.
  return (request: IncomingMessage, response: ServerResponse, next: () => void) => {
    securityHeaders([...others, toSimulatorAncestor(toAsked(request))], isHttps)(request, response, next)
  }
}

export function toAsked({ headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>): RequestOrigin {
  return { host: headers.host, isHttps: socket instanceof TLSSocket }
}
