import type { RequestHandler } from 'express'
import type { PublicError } from '../../page/model/error-model.ts'

type Code = PublicError['code']
type Details = Omit<PublicError, 'status' | 'code'>

const STATUSES: Readonly<Record<Code, number>> = {
  bad_parameters: 400,
  visitor_undecryptable: 400,
  bad_request: 400,
  reason_required: 400,
  sign_in_expired: 400,
  sign_in_required: 401,
  cross_site_request: 403,
  proof_required: 403,
  role_required: 403,
  sign_in_refused: 403,
  not_found: 404,
  reveal_expired: 404,
  link_expired: 404,
  search_expired: 404,
  window_gone: 404,
  method_not_allowed: 405,
  wrong_host: 421,
  too_many_requests: 429,
  too_many_searches: 429,
  internal_error: 500,
  overloaded: 503,
  audit_unavailable: 503,
  database_unavailable: 503,
  link_unavailable: 503,
  sign_in_unavailable: 503,
}

export function toAnswer(code: Code, details: Details = {}): PublicError {
  return { status: STATUSES[code], code, ...details }
}

export class HttpError extends Error {
  readonly answer: PublicError

  constructor(code: Code, details?: Details) {
    super(code)
    this.answer = toAnswer(code, details)
  }
}

const READ_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD'])

export const notFound: RequestHandler = (request, response) => {
  if (READ_METHODS.has(request.method)) throw new HttpError('not_found')
  response.set('Allow', 'GET, HEAD')
  throw new HttpError('method_not_allowed')
}
