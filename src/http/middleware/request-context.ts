import { randomUUID } from 'node:crypto'
import type { Request, RequestHandler, Response } from 'express'
import type { Profile } from '../../customer/profile.ts'
import type { Identity } from '../../identity/identity.ts'
import type { Agent } from '../../sign-in/agent.ts'
import { inTrace, runInTrace, toTraceId } from '../../logging/trace.ts'
import { LANGUAGES, type Language } from '../../visit/language.ts'
import type { Visit } from '../../visit/read-visit.ts'

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
      /** It is about a customer, so that who asks and who is shown is logged. */
      isView: boolean
      /** Who has signed in, and where a form ends that; undefined where nobody has to. */
      session: { agent: Agent; signOut: string } | undefined
      visit: Visit | undefined
      profile: Profile | undefined
      /** The verdict on the visitor's token. */
      identity: Identity | undefined
      /** The customer's id as the log may hold it. */
      customerId: string | null
      /** The ids of those who may be the customer, as the log may hold them. */
      candidateIds: (string | null)[] | undefined
      /** Who asked, as the log may hold it: by what the query says, but for an agent who has signed in. */
      tenantId: string | null
      agentId: string | null
      /** The query says that somebody else asks than the agent who has signed in. */
      agentDiffers: boolean
      /** The window that was asked for; undefined without one's name. */
      window: string | undefined
      /** Position of the access token that opened the page, from 1. */
      accessToken: number | undefined
      /** Set when the answer is an error page. */
      errorCode: string | undefined
    }
  }
}

/**
 * Gives each request a number of our own, and a language.
 *
 * @param onEnd called when the answer is out, or its client gone
 */
export function requestContext(
  defaultLanguage: Language,
  onEnd: (request: Request, response: Response) => void,
): RequestHandler {
  // The first of them is what a browser gets that takes any.
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
      session: undefined,
      visit: undefined,
      profile: undefined,
      identity: undefined,
      customerId: null,
      candidateIds: undefined,
      tenantId: null,
      agentId: null,
      agentDiffers: false,
      window: undefined,
      accessToken: undefined,
      errorCode: undefined,
    }
    response.setHeader('X-Request-Id', requestId)
    const handle = () => {
      const onClose = () => {
        onEnd(request, response)
        // Else the connection is gone, and the page may still be made.
        if (response.writableFinished) forget(response.locals)
      }
      response.once('close', inTrace(onClose))
      next()
    }
    runInTrace(toTraceId(request.get('traceparent')), handle)
  }
}

/** A connection holds on to its last answer, for as long as nothing else is asked: not to the customer in it. */
function forget(locals: Express.Locals): void {
  locals.session = undefined
  locals.visit = undefined
  locals.profile = undefined
  locals.identity = undefined
  locals.candidateIds = undefined
}
