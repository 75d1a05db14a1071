import express, { type RequestHandler, type Router } from 'express'
import type { z } from 'zod'
import type { Admission } from '../middleware/admission.ts'
import { FORM } from '../../limits.ts'
import { HttpError } from '../middleware/http-error.ts'
import { markAsView } from '../../logging/view-log.ts'

/**
 * Rejects cross-site form submissions (CSRF). `Origin` is `null` under `no-referrer`, so this relies on
 * `Sec-Fetch-Site`. For old browsers that do not send it, the seal in the form protects.
 */
const sameOrigin: RequestHandler = (request, _response, next) => {
  const site = request.get('Sec-Fetch-Site')
  if (site !== undefined && site !== 'same-origin')
    throw new HttpError({ status: 403, code: 'cross_site_request' })
  next()
}

/**
 * The same for forms without a seal, which another site could forge: the header is required. Every browser that keeps a
 * session cookie in a frame sends it.
 */
const strictSameOrigin: RequestHandler = (request, _response, next) => {
  if (request.get('Sec-Fetch-Site') !== 'same-origin')
    throw new HttpError({ status: 403, code: 'cross_site_request' })
  next()
}

/** Parses the body. Express rejects bodies that are too large, compressed or not a form. */
const readForm = express.urlencoded({
  extended: false,
  inflate: false,
  limit: FORM.bytes,
  parameterLimit: FORM.fields,
})

const allowOnlyPost: RequestHandler = (_request, response) => {
  response.set('Allow', 'POST')
  throw new HttpError({ status: 405, code: 'method_not_allowed' })
}

/**
 * Adds a form route of a customer's page. The body is read before admission, so a slow upload does not occupy a slot.
 */
export function addSealedFormRoute(
  router: Router,
  path: string,
  admission: Pick<Admission, 'admit'>,
  answer: RequestHandler,
): void {
  router.post(path, markAsView, sameOrigin, readForm, admission.admit(answer))
  router.all(path, allowOnlyPost)
}

/** Adds a form route that does not concern a customer. */
export function addUnsealedFormRoute(router: Router, path: string, answer: RequestHandler): void {
  router.post(path, strictSameOrigin, readForm, answer)
  router.all(path, allowOnlyPost)
}

/** @throws {HttpError} 400 unless the body has exactly the form's fields */
export function readFields<T>(schema: z.ZodType<T>, body: unknown): T {
  const form = schema.safeParse(body)
  if (!form.success) throw new HttpError({ status: 400, code: 'bad_request' })
  return form.data
}
