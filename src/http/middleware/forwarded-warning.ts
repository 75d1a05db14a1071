import type { RequestHandler } from 'express'
import type { Log } from '../../logging/log.ts'

const NOTE =
  'requests name another client’s address, which is ignored: if they come through a proxy of yours, set TRUST_PROXY, or all clients share one rate limit'

export function warnOfForwarded(log: Log): RequestHandler {
  let hasWarned = false
  return ({ headers }, _response, next) => {
    if (!hasWarned && (headers['x-forwarded-for'] ?? headers.forwarded) !== undefined) {
      hasWarned = true
      log.warn({ event: 'forwarded_ignored', note: NOTE })
    }
    next()
  }
}
