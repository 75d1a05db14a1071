import { randomUUID } from 'node:crypto'
import type { Request, RequestHandler, Response } from 'express'
import type { Profile } from '../../customer/profile.ts'
import type { Identity } from '../../identity/identity.ts'
import type { Agent } from '../../sign-in/agent.ts'
import { inTrace, runInTrace, toTraceId } from '../../logging/trace.ts'
import { LANGUAGES, type Language } from '../../languages.ts'
import type { Visit } from '../../visit/read-visit.ts'

declare global {
  // oxlint-disable-next-line typescript/no-namespace -- the way Express's types are extended
  namespace Express {
    interface Locals {
      requestId: string
      /** Time of arrival, as of `performance.now`. */
      startedAt: number
      /** Language of the response: the browser's or the default, until the visit names another. */
      language: Language
      /** The request concerns a customer, so a view is logged. */
      isView: boolean
      /** The signed-in agent, and the target of the sign-out form; undefined without sign-in. */
      session?: { agent: Agent; signOut: string } | undefined
      visit?: Visit | undefined
      profile?: Profile | undefined
      identity?: Identity | undefined
      /** These and the following ids are in the form that may be logged. */
      customerId: string | null
      candidateIds?: (string | null)[] | undefined
      tenantId: string | null
      /** Of the signed-in agent, or else as the query says. */
      agentId: string | null
      agentDiffers: boolean
      window?: string | undefined
      /** Position of the access token that opened the page, from 1. */
      accessToken?: number
      errorCode?: string
    }
  }
}

/** @param onClose called when the response has been sent, or the client has disconnected */
export function requestContext(
  defaultLanguage: Language,
  onClose: (request: Request, response: Response) => void,
): RequestHandler {
  const offered = [defaultLanguage, ...LANGUAGES]

  function toLanguage(request: Request): Language {
    const accepted = request.acceptsLanguages(...offered)
    return LANGUAGES.find((known) => known === accepted) ?? defaultLanguage
  }

  return (request, response, next) => {
    const requestId = randomUUID()
    response.locals = {
      requestId,
      startedAt: performance.now(),
      language: toLanguage(request),
      isView: false,
      customerId: null,
      tenantId: null,
      agentId: null,
      agentDiffers: false,
    }
    response.setHeader('X-Request-Id', requestId)
    const handle = () => {
      const handleClose = () => {
        onClose(request, response)
        // Otherwise the client disconnected, and a handler may still be using them.
        if (response.writableFinished) releaseCustomer(response.locals)
      }
      response.once('close', inTrace(handleClose))
      next()
    }
    runInTrace(toTraceId(request.get('traceparent')), handle)
  }
}

/** An idle keep-alive connection retains its last response. Release the customer data in it. */
function releaseCustomer(locals: Express.Locals): void {
  locals.session = undefined
  locals.visit = undefined
  locals.profile = undefined
  locals.identity = undefined
  locals.candidateIds = undefined
}
