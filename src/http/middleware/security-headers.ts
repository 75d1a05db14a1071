import type { IncomingMessage } from 'node:http'
import type { RequestHandler } from 'express'
import helmet from 'helmet'
import { NO_INDEX } from '../server/no-index.ts'

/** A CSP source. */
export type FrameAncestor = string | ((request: IncomingMessage) => string)

const HSTS_SECONDS = 31_536_000

/**
 * @param frameAncestors may embed the page. `X-Frame-Options` cannot express them, so it is never sent
 * @param isHttps sends HSTS; behind a proxy, that is up to the proxy
 */
export function securityHeaders(
  frameAncestors: readonly FrameAncestor[],
  isHttps: boolean,
  pictures: readonly string[] = [],
): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", ...pictures],
        // Reveals by script, in place.
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        // Searches, links, sign-in, and reveals without a script.
        formAction: ["'self'"],
        frameAncestors: [...frameAncestors],
      },
    },
    xFrameOptions: false,
    referrerPolicy: { policy: 'no-referrer' },
    // These have no effect inside a frame, and browsers warn about them on plain HTTP.
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    // Without subdomains: the company's other hosts are not ours to decide about.
    strictTransportSecurity: isHttps && { maxAge: HSTS_SECONDS, includeSubDomains: false },
  })
}

export const noStore: RequestHandler = (_request, response, next) => {
  response.setHeader('Cache-Control', 'no-store')
  response.setHeader(...NO_INDEX)
  next()
}
