import express, { type Request, type Response } from 'express'
import { createAssetRoute } from './http/asset-route.ts'
import type { Config } from './config/load.ts'
import { createErrorRoute } from './http/error-route.ts'
import { createOverloadRoute } from './http/overload-route.ts'
import { accessToken } from './http/access-token.ts'
import { createHostRules, requireHost } from './http/allowed-hosts.ts'
import { toRoutePath } from './http/base-path.ts'
import { warnOfForwarded } from './http/forwarded-warning.ts'
import { notFound } from './http/http-error.ts'
import { createMessages } from './http/express-messages.ts'
import { createReadyz, healthz } from './http/health-route.ts'
import type { Log } from './logging/log.ts'
import { requireLog } from './http/log-gate.ts'
import type { LogOutput } from './logging/log-output.ts'
import { rateLimit } from './http/rate-limit.ts'
import { requestContext } from './http/request-context.ts'
import { securityHeaders } from './http/security-headers.ts'
import { createViewLog } from './logging/view-log.ts'
import { addCustomerRoutes } from './http/customer-routes.ts'
import type { App } from './http/server.ts'
import type { Services } from './services.ts'
import { simulatorHeaders } from './simulator/headers-route.ts'
import { createSimulatorRoutes } from './simulator/simulator-route.ts'

interface Dependencies {
  config: Config
  services: Services
  log: Log
  logOutput: Pick<LogOutput, 'isFull'>
  /** True once a stop has begun. */
  isDraining: () => boolean
}

/** Under an overload, too. */
const ALWAYS_SERVED = /^\/((healthz|readyz)\/?(\?|$)|assets\/)/

/** Stylesheet, script and icon. */
const FILES_OF_A_PAGE = 3

/** The whole way of a request, in order. */
export function createApp({ config, services, log, logOutput, isDraining }: Dependencies): App {
  const { accessTokens, basePath, rateLimitPerMinute, trustProxy } = config
  const { admission, exampleAddress, metrics, pingDatabase, publicFiles, renderer } = services
  const hostRules = createHostRules(config)
  const pages = express.Router()
  pages.use(requireLog(logOutput))
  if (config.simulator) {
    pages.use('/simulator', requireHost(hostRules.simulator))
    pages.use(createSimulatorRoutes({ config, services, log }))
  }
  addCustomerRoutes(pages, { ...services, log })
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
  if (trustProxy === undefined) app.use(warnOfForwarded(log))
  app.get('/healthz', healthz)
  app.get('/readyz', createReadyz({ isDraining, pingDatabase, timeoutMs: config.database.timeoutMs }))
  // The files of a page have an allowance of their own, or the page that says "too many requests" would have no style.
  if (rateLimitPerMinute > 0) app.use('/assets', rateLimit(rateLimitPerMinute * FILES_OF_A_PAGE))
  app.get('/assets/:name', createAssetRoute(publicFiles))
  if (rateLimitPerMinute > 0) app.use(rateLimit(rateLimitPerMinute))
  app.use(requireHost(hostRules.page))
  if (accessTokens.length > 0) app.use('/:access', accessToken(accessTokens), pages)
  else app.use(pages)
  app.use(notFound)
  app.use(createErrorRoute({ renderer, exampleAddress, log }))
  // Nothing comes past the error route, unless it fails itself. Express would print the message then, and send it.
  const listener: App = (request, response) => {
    request.url = toRoutePath(request.url ?? '', basePath)
    // Express puts before it what leads to a route, and so every address on a page has it.
    ;(request as Request).baseUrl = basePath
    if (admission.isFull() && !ALWAYS_SERVED.test(request.url)) refuse(request, response)
    else app(request as Request, response as Response, () => response.destroy())
  }
  listener.messages = createMessages(app)
  const trusts = app.get('trust proxy fn') as (address: string, hop: number) => boolean
  listener.isProxy = (address) => trusts(address, 0)
  return listener
}
