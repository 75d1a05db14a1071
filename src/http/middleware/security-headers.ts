import type { IncomingMessage } from 'node:http'
import type { RequestHandler } from 'express'
import helmet from 'helmet'
import { NO_INDEX } from '../server/no-index.ts'

/** A source, or what makes one of a request. */
export type FrameAncestor = string | ((request: IncomingMessage) => string)

const HSTS_SECONDS = 31_536_000

/**
 * Headers for a page that lives in the console's frame, and in nobody else's.
 *
 * @param frameAncestors origins that may embed the page. `X-Frame-Options` cannot name them, so it is never sent
 * @param isHttps        tells browsers to come back over HTTPS only; behind a proxy that is the proxy's to say
 * @param pictures       sources of pictures besides our own files
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
}

/** Kept by no cache and no search engine. */
export const noStore: RequestHandler = (_request, response, next) => {
  response.setHeader('Cache-Control', 'no-store')
  response.setHeader(...NO_INDEX)
  next()
}
