import type { RequestHandler } from 'express'

export const markAsView: RequestHandler = (_request, response, next) => {
  response.locals.isView = true
  next()
}
