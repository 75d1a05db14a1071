import { randomUUID } from 'node:crypto'
import type { RequestHandler, Response, Router } from 'express'
import { z } from 'zod'
import { RETRY_AFTER_SECONDS } from '../../limits.ts'
import { describeError } from '../../logging/describe-error.ts'
import type { Log } from '../../logging/log.ts'
import type { LogId } from '../../logging/log-id.ts'
import type { PublicError } from '../../page/model/error-model.ts'
import type { Renderer } from '../../page/html/renderer.ts'
import { toSignedInModel, toSignInCodeModel } from '../../page/model/sign-in-model.ts'
import { toAgent, type Agent } from '../../sign-in/agent.ts'
import { ATTEMPT_COOKIE, readCookie, SESSION_COOKIE } from '../../sign-in/cookies.ts'
import { isDigest, isSecretOf } from '../../sign-in/pane.ts'
import { SignInError } from '../../sign-in/provider.ts'
import { ATTEMPT_VALID_MS, type Destination } from '../../sign-in/seals.ts'
import type { SignIn } from '../../sign-in/sign-in.ts'
import { LANGUAGES } from '../../languages.ts'
import { HttpError, notFound } from '../middleware/http-error.ts'
import { CALLBACK_PATH, SESSION_PATH, SIGN_IN_PATH, SIGN_OUT_PATH, toOrigin } from '../sign-in/paths.ts'
import { createSignInSender } from '../sign-in/sign-in-page.ts'
import { addUnsealedFormRoute, readFields } from './form.ts'

interface Options {
  signIn: SignIn
  renderer: Pick<Renderer, 'signIn'>
  basePath: string
  logId: LogId
  log: Log
}

const REFUSALS = {
  unavailable: 'sign_in_unavailable',
  refused: 'sign_in_refused',
  expired: 'sign_in_expired',
} as const

const RETRY = { retryAfter: RETRY_AFTER_SECONDS.unavailable }

const sessionSchema = z.strictObject({ code: z.string(), secret: z.string(), page: z.string() })
const signOutSchema = z.strictObject({ lang: z.enum(LANGUAGES) })

/**
 * `GET /sign-in` redirects to the provider, which redirects to `GET /sign-in/callback`; the pane submits the
 * resulting code to `POST /session`. The routes have no access token: the provider sees and may log the callback URL.
 */
export function addSignInRoutes(router: Router, options: Options): void {
  const { signIn, renderer, basePath, logId, log } = options
  const { provider, seals, useOnce, sessionMs, roleRules } = signIn
  const sendSignInPage = createSignInSender({ seals, renderer, basePath })

  function setSession(response: Response, agent: Agent): void {
    const { name, options: attributes } = SESSION_COOKIE
    response.cookie(name, seals.session.seal(agent), { ...attributes, maxAge: sessionMs })
    log.info({
      event: 'sign_in',
      requestId: response.locals.requestId,
      agentId: logId('agent', agent.id),
    })
  }

  /** Logs only what failed, and nothing else about the provider or the user. */
  async function mapProviderErrors<T>(
    request: Promise<T>,
    { locals: { requestId } }: Response,
    retry: Pick<PublicError, 'retryAfter'> = {},
  ): Promise<T> {
    try {
      return await request
    } catch (error) {
      if (!(error instanceof SignInError)) throw error
      const { failure, cause = error } = error
      log.warn({ event: 'sign_in_failed', requestId, failure, error: describeError(cause) })
      throw new HttpError(REFUSALS[failure], failure === 'unavailable' ? retry : {})
    }
  }

  const beginSignIn: RequestHandler = async (request, response) => {
    const query = new URLSearchParams(request.url.split('?', 2)[1])
    const language = LANGUAGES.find((known) => known === query.get('lang')) ?? response.locals.language
    response.locals.language = language
    const destination = toDestination(query)
    const callback = toOrigin(request) + basePath + CALLBACK_PATH
    const { address, attempt } = await mapProviderErrors(provider.begin(callback, language), response, RETRY)
    const { name, options: attributes } = ATTEMPT_COOKIE
    const sealed = seals.attempt.seal({ attempt, destination, language })
    response.cookie(name, sealed, { ...attributes, maxAge: ATTEMPT_VALID_MS })
    response.redirect(303, address)
  }

  function toDestination(query: URLSearchParams): Destination {
    const [digest, to] = [query.get('pane'), query.get('to')]
    if (digest !== null && isDigest(digest)) return { kind: 'pane', digest }
    if (to === null) throw new HttpError('bad_request')
    const page = seals.page.open(to)
    if (page?.path == null) throw new HttpError(REFUSALS.expired)
    return { kind: 'page', path: page.path }
  }

  const callback: RequestHandler = async (request, response) => {
    const { name, options: attributes } = ATTEMPT_COOKIE
    const opened = seals.attempt.open(readCookie(request.headers.cookie, ATTEMPT_COOKIE) ?? '')
    response.clearCookie(name, attributes)
    if (!opened) throw new HttpError(REFUSALS.expired)
    const { attempt, destination, language } = opened
    response.locals.language = language
    const answer = new URL(toOrigin(request) + basePath + request.url)
    const agent = toAgent(await mapProviderErrors(provider.finish(answer, attempt), response), roleRules)
    if (destination.kind === 'page') {
      setSession(response, agent)
      response.redirect(303, destination.path)
      return
    }
    const { digest } = destination
    const again = `${basePath}${SIGN_IN_PATH}?${new URLSearchParams({ pane: digest, lang: language }).toString()}`
    const code = seals.code.seal({ id: randomUUID(), digest, agent })
    const { requestId } = response.locals
    const model = toSignInCodeModel({ code, digest, again }, { language, requestId })
    response.type('html').send(renderer.signIn(model))
  }

  /** The code is useless without the secret of the pane that requested it. */
  function redeemCode({ code, secret }: z.output<typeof sessionSchema>): Agent | null {
    const opened = seals.code.open(code)
    if (!opened || !isSecretOf(opened.digest, secret)) return null
    return useOnce(opened.id) ? opened.agent : null
  }

  const createSession: RequestHandler = (request, response) => {
    const fields = readFields(sessionSchema, request.body)
    const { path = null, language = response.locals.language } = seals.page.open(fields.page) ?? {}
    response.locals.language = language
    const agent = redeemCode(fields)
    if (!agent) {
      log.warn({ event: 'sign_in_failed', requestId: response.locals.requestId, failure: 'code' })
      sendSignInPage(request, response, { status: 403, path, notice: 'code' })
      return
    }
    setSession(response, agent)
    const { requestId } = response.locals
    // Not a redirect: the path may exceed the header size that proxies allow.
    response.type('html').send(renderer.signIn(toSignedInModel(path, { language, requestId })))
  }

  const signOut: RequestHandler = (request, response) => {
    response.locals.language = readFields(signOutSchema, request.body).lang
    const { name, options: attributes } = SESSION_COOKIE
    const agent = seals.session.open(readCookie(request.headers.cookie, SESSION_COOKIE) ?? '')
    if (agent) {
      const { requestId } = response.locals
      log.info({ event: 'sign_out', requestId, agentId: logId('agent', agent.id) })
    }
    response.clearCookie(name, attributes)
    sendSignInPage(request, response, { status: 200, path: null, notice: 'out' })
  }

  router.route(SIGN_IN_PATH).get(beginSignIn).all(notFound)
  router.route(CALLBACK_PATH).get(callback).all(notFound)
  addUnsealedFormRoute(router, SESSION_PATH, createSession)
  addUnsealedFormRoute(router, SIGN_OUT_PATH, signOut)
}
