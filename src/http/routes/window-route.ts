import express, { type RequestHandler, type Router } from 'express'
import { LINK_PATH, OPEN_PATH, REVEAL_PATH, SEARCH_PATH, UNLINK_PATH } from '../customer-page/paths.ts'
import { HttpError } from '../middleware/http-error.ts'

/**
 * Keeps the query exactly as sent: Express would re-encode what the vendor's apps send. The rest of the URL is
 * constant, so this is not an open redirect.
 */
export function addTrailingSlash(name: string): Router {
  const router = express.Router({ strict: true })
  router.get(`/${name}`, ({ baseUrl, url }, response) => {
    response
      .set('Location', `${baseUrl}/${name}/${url.replace(/^[^?]*/, '')}`)
      .status(302)
      .end()
  })
  return router
}

export function setWindow(name: string): RequestHandler {
  return (_request, response, next) => {
    response.locals.window = name
    next()
  }
}

const FORMS = [REVEAL_PATH, SEARCH_PATH, LINK_PATH, UNLINK_PATH]
const PAGES = [SEARCH_PATH, OPEN_PATH]

/** For pages whose window was removed by a deployment. */
export const removedWindowRoutes: Router = express.Router()
removedWindowRoutes.post(
  FORMS.map((path) => `/:window${path}`),
  refuse,
)
removedWindowRoutes.get(
  PAGES.map((path) => `/:window${path}/:sealed`),
  refuse,
)

function refuse(): never {
  throw new HttpError('window_gone')
}
