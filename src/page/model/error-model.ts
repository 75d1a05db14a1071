import type { Language } from '../../languages.ts'
import type { ParameterFault } from '../../visit/parameters-error.ts'
import type { UndecryptableReason } from '../../visit/value-decryptor.ts'
import type { ErrorCode } from '../texts/texts-type.ts'
import { TEXTS } from '../texts/texts.ts'

export interface PublicError {
  status: number
  code: ErrorCode
  faults?: readonly ParameterFault[]
  reason?: UndecryptableReason
  /** In seconds. */
  retryAfter?: number
}

export type ErrorModel = ReturnType<typeof toErrorModel>

/** @param isPosted the request was a form post, so that its address cannot be requested again */
export function toErrorModel(
  error: PublicError,
  language: Language,
  requestId: string,
  example: string,
  isPosted = false,
) {
  const texts = TEXTS[language]
  const { title, message, steps, admin = [] } = texts.errors[error.code]
  // The console sends each name once, so the second value comes from the site.
  const isDisputed = error.faults?.some(({ problem }) => problem === 'different_values') === true
  const isTemporary = error.status === 500 || error.retryAfter !== undefined
  return {
    title,
    message,
    // A search can be sent again from its own form.
    steps: isPosted && isTemporary && error.code !== 'too_many_searches' ? texts.postedSteps : steps,
    admin: isDisputed ? [texts.sameName] : admin,
    isRetried: isTemporary && !isPosted,
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

/** Includes the administrators' steps: JSON is read by developers and administrators, not by agents. */
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
