import type { IncomingMessage, ServerResponse } from 'node:http'
import { securityHeaders } from '../ops/security-headers.ts'
import { toSimulatorAncestor } from './origins.ts'

type Headers = ReturnType<typeof securityHeaders>

/** The page's headers, where the simulator may frame the page too. */
export function simulatorHeaders(frameAncestors: readonly string[], isHttps: boolean): Headers {
  const others = frameAncestors.filter((source) => source !== "'none'")
  // Made for each request: the simulator's origin has the port that the browser sees. Development can afford it.
  return (request: IncomingMessage, response: ServerResponse, next: () => void) => {
    securityHeaders([...others, toSimulatorAncestor(request.headers.host)], isHttps)(request, response, next)
  }
}
