import { randomUUID } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { OVERLOADED } from './admission.ts'
import { createLimitedEvent } from '../logging/limited-event.ts'
import type { Log } from '../logging/log.ts'
import { toErrorJson, toErrorModel } from '../page/model/error-model.ts'
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
  const models = LANGUAGES.map((language) => toErrorModel(OVERLOADED, language, REQUEST_ID, ''))
  const pages = new Map(
    models.map((model) => [
      model.language,
      { html: renderer.error(model), json: JSON.stringify(toErrorJson(model)) },
    ]),
  )
  const overloaded = createLimitedEvent<undefined>((refused) => log.warn({ event: 'overloaded', refused }))

  return (request, response) => {
    onRefused()
    overloaded.happened(undefined)
    const { accept = '', 'accept-language': languages = '' } = request.headers
    const language = LANGUAGES.find((known) => languages.startsWith(known)) ?? defaultLanguage
    const form = accept.startsWith('application/json') ? 'json' : 'html'
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
