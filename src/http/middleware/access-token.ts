import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { RequestHandler, Response } from 'express'
import { notFound } from './http-error.ts'

/** Position of the token in the configuration, from 1; null when it is none of them. */
type TokenFinder = (text: string) => number | null

/** Compares with every token, and takes the same time whatever fits: nothing can be learnt from how long it takes. */
export function createTokenFinder(tokens: readonly string[]): TokenFinder {
  // Digests are of equal length, and nobody can aim at one.
  const key = randomBytes(32)
  const digest = (text: string) => createHmac('sha256', key).update(text).digest()
  const digests = tokens.map(digest)
  return (text) => {
    const asked = digest(text)
    let position: number | null = null
    for (const [index, known] of digests.entries()) if (timingSafeEqual(known, asked)) position = index + 1
    return position
  }
}

/** Lets pass whose path begins with one of the tokens. Anybody else learns no more than that there is no page. */
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
