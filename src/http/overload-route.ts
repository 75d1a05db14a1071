import { randomUUID } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { OVERLOADED } from './admission.ts'
import { createLimitedEvent } from '../logging/limited-event.ts'
import type { Log } from '../logging/log.ts'
import { toErrorJson, toErrorModel, type ErrorModel } from '../page/model/error-model.ts'
import type { Renderer } from '../page/html/renderer.ts'
import { LANGUAGES, type Language } from '../visit/language.ts'

interface Options {
  renderer: Renderer
  defaultLanguage: Language
  /** Sets the security headers, and that no cache keeps the answer. */
  headers: (request: IncomingMessage, response: ServerResponse, next: () => void) => void
  /** Called for each request that is refused. */
  onRefused: () => void
  log: Log
}

const REQUEST_ID = '{request}'

/**
 * Answers 503 with pages made in advance: under an overload, what a refusal costs is taken from those who are served.
 * The log has a line a second and not one for each.
 */
export function createOverloadRoute(options: Options): RequestListener {
  const { renderer, defaultLanguage, headers, onRefused, log } = options
  const pages = new Map(LANGUAGES.map((language) => [language, toPages(language)]))
  function toPages(language: Language) {
    const [model, posted] = [false, true].map((isPosted) =>
      toErrorModel(OVERLOADED, language, REQUEST_ID, '', isPosted),
    ) as [ErrorModel, ErrorModel]
    const json = JSON.stringify(toErrorJson(model))
    return { html: renderer.error(model), posted: renderer.error(posted), json }
  }
  const overloaded = createLimitedEvent<undefined>((refused) => log.warn({ event: 'overloaded', refused }))

  return (request, response) => {
    onRefused()
    overloaded.happened(undefined)
    const { accept = '', 'accept-language': languages = '' } = request.headers
    const language = LANGUAGES.find((known) => languages.startsWith(known)) ?? defaultLanguage
    const isPosted = request.method === 'POST'
    const form = accept.startsWith('application/json') ? 'json' : isPosted ? 'posted' : 'html'
    const requestId = randomUUID()
    const body = (pages.get(language)?.[form] ?? '').replace(REQUEST_ID, requestId)
    headers(request, response, () => undefined)
    response.setHeader('X-Request-Id', requestId)
    response.setHeader('Retry-After', String(OVERLOADED.retryAfter))
    // The pane comes back by itself, without a script.
    if (form === 'html') response.setHeader('Refresh', String(OVERLOADED.retryAfter))
    response.setHeader('Vary', 'Accept, Accept-Language')
    response.setHeader('Content-Type', `${form === 'json' ? 'application/json' : 'text/html'}; charset=utf-8`)
    response.setHeader('Content-Length', Buffer.byteLength(body))
    response.writeHead(OVERLOADED.status)
    response.end(request.method === 'HEAD' ? undefined : body)
  }
}
