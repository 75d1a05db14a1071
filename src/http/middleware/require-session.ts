import type { RequestHandler } from 'express'
import { readCookie, SESSION_COOKIE } from '../../sign-in/cookies.ts'
import type { SignInSeals } from '../../sign-in/seals.ts'
import type { VisitReader } from '../../visit/read-visit.ts'
import { VisitError } from '../../visit/parameters-error.ts'
import type { Language } from '../../languages.ts'
import { isLocalPath, SIGN_OUT_PATH } from '../sign-in/paths.ts'
import { createSignInSender } from '../sign-in/sign-in-page.ts'
import type { Renderer } from '../../page/html/renderer.ts'
import { wantsJson } from './wants-json.ts'
import { HttpError } from './http-error.ts'

interface Options {
  signIn: { seals: Pick<SignInSeals, 'session' | 'page'> }
  renderer: Pick<Renderer, 'signIn'>
  readVisit: VisitReader
  basePath: string
}

/** Without a session, nothing is looked up. */
export function requireSession({ signIn, renderer, readVisit, basePath }: Options): RequestHandler {
  const { seals } = signIn
  const sendSignInPage = createSignInSender({ seals, renderer, basePath })
  const signOut = basePath + SIGN_OUT_PATH
  return (request, response, next) => {
    const cookie = readCookie(request.headers.cookie, SESSION_COOKIE)
    const agent = cookie === null ? null : seals.session.open(cookie)
    if (agent) {
      response.locals.session = { agent, signOut }
      next()
      return
    }
    response.locals.language = readVisitLanguage(readVisit, request.url) ?? response.locals.language
    if (wantsJson(request)) throw new HttpError('sign_in_required')
    // A form submission cannot be repeated by its URL.
    const path = request.baseUrl + request.url
    const isPage = request.method === 'GET' && isLocalPath(path)
    sendSignInPage(request, response, { status: 401, path: isPage ? path : null })
  }
}

/** Other faults in the query are ignored until after the sign-in. */
function readVisitLanguage(readVisit: VisitReader, target: string): Language | null {
  try {
    return readVisit(target).lang
  } catch (error) {
    if (error instanceof VisitError) return error.lang
    throw error
  }
}
