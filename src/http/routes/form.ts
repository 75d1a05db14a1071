import express, { type RequestHandler, type Router } from 'express'
import type { z } from 'zod'
import type { Admission } from '../middleware/admission.ts'
import { FORM } from '../../limits.ts'
import { HttpError } from '../middleware/http-error.ts'
import { asView } from '../../logging/view-log.ts'

/**
 * Refuses a form that another site sends. Browsers say so themselves; behind `no-referrer` their `Origin` is `null`, and
 * old ones say nothing: then the seal decides.
 */
const sameOrigin: RequestHandler = (request, _response, next) => {
  const site = request.get('Sec-Fetch-Site')
  if (site !== undefined && site !== 'same-origin')
    throw new HttpError({ status: 403, code: 'cross_site_request' })
  next()
}

/**
 * The same for a form without a seal of ours, which another site could make, too. Every browser that keeps a session in a
 * frame says where a form comes from.
 */
const saysSameOrigin: RequestHandler = (request, _response, next) => {
  if (request.get('Sec-Fetch-Site') !== 'same-origin')
    throw new HttpError({ status: 403, code: 'cross_site_request' })
  next()
}

/** Reads the body, which it refuses with a status of its own where it is too large, compressed or no form. */
const readForm = express.urlencoded({
  extended: false,
  inflate: false,
  limit: FORM.bytes,
  parameterLimit: FORM.fields,
})

/** There is only a form's answer here. */
const onlyPost: RequestHandler = (_request, response) => {
  response.set('Allow', 'POST')
  throw new HttpError({ status: 405, code: 'method_not_allowed' })
}

/** Adds what answers a form of a customer's page. A body that comes slowly holds up no page. */
export function addFormRoute(
  router: Router,
  path: string,
  admission: Pick<Admission, 'admit'>,
  answer: RequestHandler,
): void {
  router.post(path, asView, sameOrigin, readForm, admission.admit(answer))
  router.all(path, onlyPost)
}

/** Adds what answers a form that is about no customer. */
export function addPlainFormRoute(router: Router, path: string, answer: RequestHandler): void {
  router.post(path, saysSameOrigin, readForm, answer)
  router.all(path, onlyPost)
}

/** @throws {HttpError} 400 when the body has not exactly the fields of the form */
export function readFields<T>(schema: z.ZodType<T>, body: unknown): T {
  const form = schema.safeParse(body)
  if (!form.success) throw new HttpError({ status: 400, code: 'bad_request' })
  return form.data
}
