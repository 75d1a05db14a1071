import type { RequestHandler } from 'express'
import type { Log } from '../../logging/log.ts'

const NOTE =
  'requests name another client’s address, which is ignored: if they come through a proxy of yours, set TRUST_PROXY, or all clients share one rate limit'

/** Says once that a proxy seems to stand in front, of which the configuration knows nothing. */
export function warnOfForwarded(log: Log): RequestHandler {
  let isTold = false
  return ({ headers }, _response, next) => {
    if (!isTold && (headers['x-forwarded-for'] ?? headers.forwarded) !== undefined) {
      isTold = true
      log.warn({ event: 'forwarded_ignored', note: NOTE })
    }
    next()
  }
}
