import type { IncomingMessage } from 'node:http'
import type { Request } from 'express'
import type { FrameAncestor } from '../http/middleware/security-headers.ts'
import { toSimulatorAncestorSource, type RequestOrigin } from './origins.ts'

/**
 * The page's frame ancestors plus the simulator's origin. That has the port that the browser sees, so it depends on the
 * request.
 */
export function toSimulatorAncestors(frameAncestors: readonly string[]): FrameAncestor[] {
  const others = frameAncestors.filter((source) => source !== "'none'")
  return [
    ...others,
    (request: IncomingMessage) => toSimulatorAncestorSource(toRequestOrigin(request as Request)),
  ]
}

/** The origin that the client requested; behind a trusted proxy, the forwarded one. */
export function toRequestOrigin({ host, secure }: Pick<Request, 'host' | 'secure'>): RequestOrigin {
  return { host, isHttps: secure }
}
