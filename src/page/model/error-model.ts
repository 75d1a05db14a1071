import type { Language } from '../../visit/language.ts'
import type { ParameterFault } from '../../visit/parameters-error.ts'
import type { UndecryptableReason } from '../../visit/value-decryptor.ts'
import type { ErrorCode } from '../texts/texts-type.ts'
import { TEXTS } from '../texts/texts.ts'

/** What may be told of an error to whoever asked. */
export interface PublicError {
  status: number
  code: ErrorCode
  faults?: readonly ParameterFault[]
  reason?: UndecryptableReason
  /** Seconds until it is worth trying again. */
  retryAfter?: number
}

export type ErrorModel = ReturnType<typeof toErrorModel>

/**
 * @param example  a path and query that work here, as the console would send them
 * @param isPosted the page answers a form: its address cannot be asked again
 */
export function toErrorModel(
  error: PublicError,
  language: Language,
  requestId: string,
  example: string,
  isPosted = false,
) {
  const texts = TEXTS[language]
  const { title, message, steps, admin = [] } = texts.errors[error.code]
  // The console sends each name once: the other value is the site's.
  const isDisputed = error.faults?.some(({ problem }) => problem === 'different_values') === true
  const isPassing = error.status === 500 || error.retryAfter !== undefined
  return {
    title,
    message,
    // A search can be repeated where it was typed.
    steps: isPosted && isPassing && error.code !== 'too_many_searches' ? texts.postedSteps : steps,
    /** For those who run the server. */
    admin: isDisputed ? [texts.sameName] : admin,
    isRetried: isPassing && !isPosted,
    outcome: 'error',
    status: error.status,
    example,
    code: error.code,
    language,
    requestId,
    reason: error.reason ? { code: error.reason, text: texts.reasons[error.reason] } : null,
    retryAfter: error.retryAfter ?? null,
    parameters: (error.faults ?? []).map(({ name, problem }) => ({
      name,
      label: name === '*' ? texts.wholeQuery : name,
      code: problem,
      problem: texts.problems[problem],
    })),
  }
}

/** JSON is read by those who run the server, or write to it. */
export function toErrorJson({ code, message, admin, reason, parameters, requestId }: ErrorModel) {
  return {
    error: {
      code,
      message: [message, ...admin].join(' '),
      ...(reason ? { reason: reason.code } : {}),
      ...(parameters.length > 0
        ? {
            parameters: parameters.map(({ name, code: problemCode, problem }) => ({
              name,
              code: problemCode,
              problem,
            })),
          }
        : {}),
      requestId,
    },
  }
}
