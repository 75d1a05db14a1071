import { randomUUID } from 'node:crypto'
import type { RequestHandler } from 'express'
import type { Profile } from '../customer/profile.ts'
import { LANGUAGES, type Language } from '../visit/language.ts'
import type { Visit } from '../visit/read-visit.ts'

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- the way Express's types are extended
  namespace Express {
    /** What the handlers of one request tell each other, in `response.locals`. */
    interface Locals {
      /** On the page, in the header and in the log. */
      requestId: string
      /** When the request came, by the process's own clock, in milliseconds. */
      startedAt: number
      /** Of the answer: the browser's or the configured one, until the visit says otherwise. */
      language: Language
      visit?: Visit
      profile?: Profile
      /** The customer's id as the log may hold it. */
      customerId?: string | null
      /** The ids of those who may be the customer, as the log may hold them. */
      candidateIds?: (string | null)[]
      /** Position of the access token that opened the page, from 1. */
      accessToken?: number
      /** Set when the answer is an error page. */
      errorCode?: string
    }
  }
}

/** Gives each request a number of our own, and a language. */
export function requestContext(defaultLanguage: Language): RequestHandler {
  // The first of them is what a browser gets that takes any.
  const offered = [defaultLanguage, ...LANGUAGES]
  return (request, response, next) => {
    const { locals } = response
    locals.requestId = randomUUID()
    locals.startedAt = performance.now()
    const accepted = request.headers['accept-language'] ? request.acceptsLanguages(...offered) : false
    locals.language = LANGUAGES.find((language) => language === accepted) ?? defaultLanguage
    response.set('X-Request-Id', locals.requestId)
    next()
  }
}
