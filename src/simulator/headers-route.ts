import type { RequestHandler } from 'express'
import { securityHeaders } from '../ops/security-headers.ts'
import { toSimulatorAncestor } from './origins.ts'

/** The page's headers, where the simulator may frame the page too. */
export function simulatorHeaders(frameAncestors: readonly string[]): RequestHandler {
  const others = frameAncestors.filter((source) => source !== "'none'")
  // Made for each request: the simulator's origin has the port that the browser sees. Development can afford it.
  return (request, response, next) => {
    securityHeaders([...others, toSimulatorAncestor(request.headers.host)])(request, response, next)
  }
}
