import express, { type RequestHandler, type Router } from 'express'
import type { z } from 'zod'
import type { Admission } from '../middleware/admission.ts'
import { FORM } from '../../limits.ts'
import { HttpError } from '../middleware/http-error.ts'
import { markAsView } from '../middleware/mark-as-view.ts'

/** CSRF. `Origin` is `null` under `no-referrer`, so this relies on `Sec-Fetch-Site`. */
const allowSites =
  (...sites: (string | undefined)[]): RequestHandler =>
  (request, _response, next) => {
    if (!sites.includes(request.get('Sec-Fetch-Site'))) throw new HttpError('cross_site_request')
    next()
  }

/** In old browsers, which do not send the header, the form's seal protects. */
const sameOrigin = allowSites('same-origin', undefined)
/** Without a seal, another site could forge the form. Every browser that keeps a session cookie in a frame sends it. */
const strictSameOrigin = allowSites('same-origin')

/** Express rejects bodies that are too large, compressed or not a form. */
const readForm = express.urlencoded({
  extended: false,
  inflate: false,
  limit: FORM.bytes,
  parameterLimit: FORM.fields,
})

const allowOnlyPost: RequestHandler = (_request, response) => {
  response.set('Allow', 'POST')
  throw new HttpError('method_not_allowed')
}

/** The body is read before admission, so a slow upload does not occupy a slot. */
export function addSealedFormRoute(
  router: Router,
  path: string,
  admission: Pick<Admission, 'admit'>,
  answer: RequestHandler,
): void {
  router.post(path, markAsView, sameOrigin, readForm, admission.admit(answer))
  router.all(path, allowOnlyPost)
}

export function addUnsealedFormRoute(router: Router, path: string, answer: RequestHandler): void {
  router.post(path, strictSameOrigin, readForm, answer)
  router.all(path, allowOnlyPost)
}

/** @throws {HttpError} 400 unless the body has exactly the form's fields */
export function readFields<T>(schema: z.ZodType<T>, body: unknown): T {
  const form = schema.safeParse(body)
  if (!form.success) throw new HttpError('bad_request')
  return form.data
}
