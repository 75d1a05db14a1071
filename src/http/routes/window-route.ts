import express, { type RequestHandler, type Router } from 'express'
import { LINK_PATH, REVEAL_PATH, SEARCH_PATH, UNLINK_PATH } from '../customer-page/page-seal.ts'
import { OPEN_PATH } from '../customer-page/search-seals.ts'
import { HttpError } from '../middleware/http-error.ts'

/**
 * Leads from `/orders` to `/orders/`, with the query as it was sent: Express would encode anew what the vendor's apps
 * write. The rest of the address is this server's own, so that it leads nowhere else.
 */
export function toFolder(name: string): Router {
  const router = express.Router({ strict: true })
  router.get(`/${name}`, ({ baseUrl, url }, response) => {
    const [, query = ''] = /^[^?]*(\?.*)$/s.exec(url) ?? []
    response.set('Location', `${baseUrl}/${name}/${query}`).status(302).end()
  })
  return router
}

/** For what is asked for in a window. */
export function inWindow(name: string): RequestHandler {
  return (_request, response, next) => {
    response.locals.window = name
    next()
  }
}

const FORMS = [REVEAL_PATH, SEARCH_PATH, LINK_PATH, UNLINK_PATH]
const PAGES = [SEARCH_PATH, OPEN_PATH]

/** Says so, where a page outlived its window: its folder went with a deployment. */
export const refuseFormsOfOtherWindows: Router = express.Router()
refuseFormsOfOtherWindows.post(
  FORMS.map((path) => `/:window${path}`),
  refuse,
)
refuseFormsOfOtherWindows.get(
  PAGES.map((path) => `/:window${path}/:sealed`),
  refuse,
)

function refuse(): never {
  throw new HttpError({ status: 404, code: 'window_gone' })
}
