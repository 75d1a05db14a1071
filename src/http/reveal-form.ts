import express, { type RequestHandler } from 'express'
import { z } from 'zod'
import { HttpError } from './http-error.ts'
import type { RevealTokens } from '../page/redaction/reveal-token.ts'
import type { RevealRequest } from '../page/redaction/reveal.ts'

/** Where the form of a page with masked values is sent. */
export const REVEAL_PATH = '/reveal'

/** A sealed visit is a third longer than its request target, which the limit of headers bounds (server.ts). */
const MAX_BYTES = 64 * 1024
/** More than the form has, so that a field too many is told from one that is repeated. */
const MAX_FIELDS = 8

const formSchema = z.strictObject({ visit: z.string(), value: z.string().optional() })

/**
 * Refuses a form that another site sends. Browsers say so themselves; behind `no-referrer` their `Origin` is `null`, and
 * old ones say nothing: then the seal decides.
 */
export const sameOrigin: RequestHandler = (request, _response, next) => {
  const site = request.get('Sec-Fetch-Site')
  if (site !== undefined && site !== 'same-origin')
    throw new HttpError({ status: 403, code: 'cross_site_request' })
  next()
}

/** Reads the body, which it refuses with a status of its own where it is too large, compressed or no form. */
export const readForm = express.urlencoded({
  extended: false,
  inflate: false,
  limit: MAX_BYTES,
  parameterLimit: MAX_FIELDS,
})

/** @throws HttpError when the body is no form of ours, or the seal in it opens nothing */
export function toRevealRequest(body: unknown, tokens: RevealTokens): RevealRequest {
  const form = formSchema.safeParse(body)
  if (!form.success) throw new HttpError({ status: 400, code: 'bad_request' })
  const visit = tokens.open(form.data.visit)
  if (!visit) throw new HttpError({ status: 404, code: 'reveal_expired' })
  return { visit, proof: form.data.value ?? null }
}

/** There is only a form's answer here. */
export const onlyPost: RequestHandler = (_request, response) => {
  response.set('Allow', 'POST')
  throw new HttpError({ status: 405, code: 'method_not_allowed' })
}
