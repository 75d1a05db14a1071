import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { RequestHandler } from 'express'
import helmet from 'helmet'

/** Also for a bare listener. */
type Headers = (request: IncomingMessage, response: ServerResponse, next: () => void) => void

/** Of every answer, whoever makes it: a search engine that found an address must not keep what is there. */
export const NO_INDEX = ['X-Robots-Tag', 'noindex'] as const
const NO_STORE = ['Cache-Control', 'no-store'] as const
const HSTS_SECONDS = 31_536_000

/**
 * Headers for a page that lives in the console's frame, and in nobody else's, and in no cache.
 *
 * @param isHttps        tells browsers to come back over HTTPS only; behind a proxy that is the proxy's to say
 * @param frameAncestors origins that may embed the page. `X-Frame-Options` cannot name them, so it is never sent
 */
export function securityHeaders(frameAncestors: readonly string[], isHttps: boolean): Headers {
  const protect = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        // A masked value, shown in its place.
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        // So is it shown without a script.
        formAction: ["'self'"],
        frameAncestors: [...frameAncestors],
      },
    },
    xFrameOptions: false,
    referrerPolicy: { policy: 'no-referrer' },
    // Meaningless inside a frame, and on plain HTTP a browser only complains about them.
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    // Of this name only: what else the company has under it is not ours to decide.
    strictTransportSecurity: isHttps && { maxAge: HSTS_SECONDS, includeSubDomains: false },
  })
  const headers = [...record(protect), NO_STORE, NO_INDEX]
  return (_request, response, next) => {
    for (const [name, value] of headers) response.setHeader(name, value)
    next()
  }
}

/** What helmet says is the same for every request. It would ask each of its dozen parts again. */
function record(handler: Headers): [name: string, value: string][] {
  const headers: [string, string][] = []
  const response = new ServerResponse(new IncomingMessage(new Socket()))
  response.setHeader = (name, value) => {
    headers.push([name, String(value)])
    return response
  }
  handler(response.req, response, () => undefined)
  return headers
}

/** For what shows nothing: only that it is kept by nobody. */
export const noStore: RequestHandler = (_request, response, next) => {
  response.setHeader(...NO_STORE)
  response.setHeader(...NO_INDEX)
  next()
}
