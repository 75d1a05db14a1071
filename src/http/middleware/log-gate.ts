import type { RequestHandler } from 'express'
import { RETRY_AFTER_SECONDS } from '../../limits.ts'
import type { LogOutput } from '../../logging/log-output.ts'
import { HttpError } from './http-error.ts'

/** The log is the record of who saw whom: while it takes no more, nobody is shown, and nothing is looked up. */
export function requireLog({ isFull }: Pick<LogOutput, 'isFull'>): RequestHandler {
  return (_request, _response, next) => {
    if (isFull())
      throw new HttpError({
        status: 503,
        code: 'log_unavailable',
        retryAfter: RETRY_AFTER_SECONDS.unavailable,
      })
    next()
  }
}
