import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { RequestHandler, Response } from 'express'
import { notFound } from './http-error.ts'

/** The position in the configuration, from 1; null if unknown. */
type TokenFinder = (text: string) => number | null

/** Takes constant time, whichever token matches. */
export function createTokenFinder(tokens: readonly string[]): TokenFinder {
  // `timingSafeEqual` needs equal lengths, and the random key prevents attackers from predicting digests.
  const key = randomBytes(32)
  const digest = (text: string) => createHmac('sha256', key).update(text).digest()
  const digests = tokens.map(digest)
  return (text) => {
    const candidate = digest(text)
    let position: number | null = null
    for (const [index, known] of digests.entries())
      if (timingSafeEqual(known, candidate)) position = index + 1
    return position
  }
}

/** All others get 404, which reveals nothing else. */
export function accessToken(tokens: readonly string[]): RequestHandler<{ access: string }> {
  const find = createTokenFinder(tokens)
  return (request, response: Response, next) => {
    const position = find(request.params.access)
    if (position === null) {
      notFound(request, response, next)
      return
    }
    response.locals.accessToken = position
    next()
  }
}
