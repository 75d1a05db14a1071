import type { IncomingMessage } from 'node:http'
import type { Request } from 'express'
import type { FrameAncestor } from '../http/middleware/security-headers.ts'
import { toSimulatorOrigin } from './origins.ts'

/** The simulator's origin has the port that the browser sees, so it depends on the request. */
export function toSimulatorAncestors(frameAncestors: readonly string[]): FrameAncestor[] {
  const others = frameAncestors.filter((source) => source !== "'none'")
  return [...others, (request: IncomingMessage) => toSimulatorOrigin(request as Request) ?? "'self'"]
}
