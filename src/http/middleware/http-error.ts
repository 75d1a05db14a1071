import type { RequestHandler } from 'express'
import type { PublicError } from '../../page/model/error-model.ts'

export class HttpError extends Error {
  readonly answer: PublicError

  constructor(answer: PublicError) {
    super(answer.code)
    this.answer = answer
  }
}

const READ_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD'])

export const notFound: RequestHandler = (request, response) => {
  if (READ_METHODS.has(request.method)) throw new HttpError({ status: 404, code: 'not_found' })
  response.set('Allow', 'GET, HEAD')
  throw new HttpError({ status: 405, code: 'method_not_allowed' })
}
