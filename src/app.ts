import express, { type Request, type Response } from 'express'
import { createAssetRoute } from './http/asset-route.ts'
import type { Config } from './config/load.ts'
import { createErrorRoute } from './http/error-route.ts'
import { createOverloadRoute } from './http/overload-route.ts'
import { accessToken } from './http/access-token.ts'
import { notFound } from './http/http-error.ts'
import { createMessages } from './http/express-messages.ts'
import { createReadyz, healthz } from './http/health-route.ts'
import type { Log } from './logging/log.ts'
import { rateLimit } from './http/rate-limit.ts'
import { requestContext } from './http/request-context.ts'
import { securityHeaders } from './http/security-headers.ts'
import { createViewLog } from './logging/view-log.ts'
import { addPageRoutes } from './http/page-route.ts'
import type { App } from './http/server.ts'
import type { Services } from './services.ts'
import { simulatorHeaders } from './simulator/headers-route.ts'
import { createSimulatorRoutes } from './simulator/simulator-route.ts'

interface Dependencies {
  config: Config
  services: Services
  log: Log
  /** True once a stop has begun. */
  isDraining: () => boolean
}

/** Under an overload, too. */
const ALWAYS_SERVED = /^\/((healthz|readyz)\/?(\?|$)|assets\/)/

/** The whole way of a request, in order. */
export function createApp({ config, services, log, isDraining }: Dependencies): App {
  const { accessTokens, rateLimitPerMinute, trustProxy } = config
  const { admission, exampleQuery, metrics, pingDatabase, publicFiles, renderer } = services
  const pages = express.Router()
  if (config.simulator) pages.use(createSimulatorRoutes({ config, services, log }))
  addPageRoutes(pages, { ...services, log })
  pages.use(notFound)

  const logView = createViewLog(log)
  const tellEnd = (request: Request, response: Response) => {
    metrics.count(request, response)
    logView(response)
  }
  const makeHeaders = config.simulator ? simulatorHeaders : securityHeaders
  const headers = makeHeaders(config.frameAncestors, config.tls !== undefined)
  const refuse = createOverloadRoute({
    ...config,
    renderer,
    headers,
    log,
    onRefused: () => metrics.countRefused(),
  })

  const app = express()
  app.disable('x-powered-by')
  // Pages are never cached, so nobody asks whether one has changed.
  app.disable('etag')
  // The query is read from the request target, flat: Express would make arrays and objects of it.
  app.set('query parser', false)
  if (trustProxy !== undefined) app.set('trust proxy', trustProxy)

  app.use(requestContext(config.defaultLanguage, tellEnd))
  app.use(headers)
  app.get('/assets/:name', createAssetRoute(publicFiles))
  app.get('/healthz', healthz)
  app.get('/readyz', createReadyz({ isDraining, pingDatabase, timeoutMs: config.database.timeoutMs }))
  if (rateLimitPerMinute > 0) app.use(rateLimit(rateLimitPerMinute))
  if (accessTokens.length > 0) app.use('/:access', accessToken(accessTokens), pages)
  else app.use(pages)
  app.use(notFound)
  app.use(createErrorRoute({ renderer, exampleQuery, log }))
  // Nothing comes past the error route, unless it fails itself. Express would print the message then, and send it.
  const listener: App = (request, response) => {
    if (admission.isFull() && !ALWAYS_SERVED.test(request.url ?? '')) refuse(request, response)
    else app(request as Request, response as Response, () => response.destroy())
  }
  listener.messages = createMessages(app)
  return listener
}
