import { randomInt } from 'node:crypto'
import type { ErrorRequestHandler } from 'express'
import { RETRY_AFTER_SECONDS } from '../../limits.ts'
import { AuditUnavailableError } from '../../audit/audit.ts'
import { QueryError } from '../../database/query-error.ts'
import { wantsJson } from './wants-json.ts'
import { HttpError, toAnswer } from './http-error.ts'
import { describeError } from '../../logging/describe-error.ts'
import type { Log } from '../../logging/log.ts'
import { createThrottledLog } from '../../logging/throttled-log.ts'
import { toErrorJson, toErrorModel, type PublicError } from '../../page/model/error-model.ts'
import type { Renderer } from '../../page/html/renderer.ts'
import { ParametersError, VisitError, VisitorUndecryptableError } from '../../visit/parameters-error.ts'

/** Decides what clients may learn about an error. No other place does. */
function toPublicError(error: unknown): PublicError {
  if (error instanceof HttpError) return error.answer
  if (error instanceof ParametersError) return toAnswer('bad_parameters', { faults: error.faults })
  if (error instanceof VisitorUndecryptableError)
    return toAnswer('visitor_undecryptable', { reason: error.reason })
  const retryAfter = RETRY_AFTER_SECONDS.unavailable
  if (error instanceof QueryError && error.failure !== 'failed')
    return toAnswer('database_unavailable', { retryAfter })
  if (error instanceof AuditUnavailableError) return toAnswer('audit_unavailable', { retryAfter })
  // Express rejects malformed requests with a 4xx status of its own.
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500
  return toAnswer(status >= 400 && status < 500 ? 'bad_request' : 'internal_error')
}

/** Clients rejected together must not return together. Rate limits are per client, and need no jitter. */
function addJitter(answer: PublicError): PublicError {
  const { status, retryAfter } = answer
  if (status !== 503 || retryAfter === undefined) return answer
  return { ...answer, retryAfter: retryAfter + randomInt(retryAfter + 1) }
}

/** Logged where the audit log fails; a line per request would make the problem worse. */
const LOGGED_ELSEWHERE = 'audit_unavailable'

interface Options {
  renderer: Renderer
  exampleAddress: string
  log: Log
}

export function createErrorHandler({ renderer, exampleAddress, log }: Options): ErrorRequestHandler {
  // Rejections must cost as little as possible.
  const overloaded = createThrottledLog<undefined>((refused) => log.warn({ event: 'overloaded', refused }))
  return (error: unknown, request, response, next) => {
    const { locals } = response
    const answer = addJitter(toPublicError(error))
    if (answer.code === 'overloaded') overloaded.record(undefined)
    else if (answer.status >= 500 && answer.code !== LOGGED_ELSEWHERE) {
      log.error({
        event: 'error',
        requestId: locals.requestId,
        code: answer.code,
        error: describeError(error),
      })
    }
    if (response.headersSent) {
      next(error)
      return
    }
    const visitLanguage = error instanceof VisitError ? error.lang : null
    const isPosted = request.method === 'POST'
    const model = toErrorModel(
      answer,
      visitLanguage ?? locals.language,
      locals.requestId,
      exampleAddress,
      isPosted,
    )
    locals.errorCode = answer.code
    response.status(answer.status).vary('Accept, Accept-Language')
    if (answer.retryAfter !== undefined) response.set('Retry-After', String(answer.retryAfter))
    if (wantsJson(request)) {
      response.json(toErrorJson(model))
      return
    }
    // Reloads the pane without a script.
    if (answer.retryAfter !== undefined && !isPosted) response.set('Refresh', String(answer.retryAfter))
    response.type('html').send(renderer.error(model))
  }
}

/**
 * If the error handler itself fails, Express would print and send the message. It knows an error handler by its four
 * parameters.
 */
export const destroyConnection: ErrorRequestHandler = (_error, _request, response, _next) => {
  response.destroy()
}
