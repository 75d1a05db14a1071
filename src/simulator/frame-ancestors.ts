import type { IncomingMessage } from 'node:http'
import type { Request } from 'express'
import type { FrameAncestor } from '../http/middleware/security-headers.ts'
import { toSimulatorAncestor, type RequestOrigin } from './origins.ts'

/**
 * The page's frame ancestors, where the simulator may frame the page too. Its origin has the port that the browser sees,
 * and so is another one for each request.
 */
export function toSimulatorAncestors(frameAncestors: readonly string[]): FrameAncestor[] {
  const others = frameAncestors.filter((source) => source !== "'none'")
  return [...others, (request: IncomingMessage) => toSimulatorAncestor(toAsked(request as Request))]
}

/** Behind a proxy that is trusted, as the proxy was asked. */
export function toAsked({ host, secure }: Pick<Request, 'host' | 'secure'>): RequestOrigin {
  return { host, isHttps: secure }
}
