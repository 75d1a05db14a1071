import type { Request } from 'express'

/** Browsers list HTML first; no other type can have a higher preference. */
const HTML_FIRST = /^text\/html(,|$)/

export function wantsJson(request: Pick<Request, 'accepts' | 'headers'>): boolean {
  const { accept } = request.headers
  if (accept === undefined || HTML_FIRST.test(accept)) return false
  return request.accepts(['html', 'json']) === 'json'
}
