import express, { type Express, type Request, type RequestHandler, type Response, type Router } from 'express'
import { RATE } from './limits.ts'
import type { Config } from './config/load.ts'
import { accessToken } from './http/middleware/access-token.ts'
import { refuseWhenOverloaded } from './http/middleware/admission.ts'
import { createHostRules, requireHost } from './http/middleware/allowed-hosts.ts'
import { createAssetRoute } from './http/routes/asset-route.ts'
import { basePath } from './http/middleware/base-path.ts'
import { addCustomerRoutes } from './http/routes/customer-routes.ts'
import { addSignInRoutes } from './http/routes/sign-in-routes.ts'
import { createErrorHandler, destroyConnection } from './http/middleware/error-handler.ts'
import { warnOfForwarded } from './http/middleware/forwarded-warning.ts'
import { healthz, refuseMethod } from './http/routes/health-route.ts'
import { notFound } from './http/middleware/http-error.ts'
import { requireAudit } from './http/middleware/require-audit.ts'
import { createRateLimitLog } from './http/middleware/rate-limit-log.ts'
import { rateLimit } from './http/middleware/rate-limit.ts'
import { requireSession } from './http/middleware/require-session.ts'
import { requestContext } from './http/middleware/request-context.ts'
import { noStore, securityHeaders } from './http/middleware/security-headers.ts'
import type { Log } from './logging/log.ts'
import { createViewLog } from './logging/view-log.ts'
import type { Services } from './services.ts'
import { toSimulatorAncestors } from './simulator/frame-ancestors.ts'
import { createSimulatorRoutes } from './simulator/simulator-route.ts'

interface Dependencies {
  config: Config
  services: Services
  log: Log
  readyz: RequestHandler
}

export function createApp(dependencies: Dependencies): Express {
  const { config, log } = dependencies
  const { renderer, exampleAddress, logId, metrics, pictureSources } = dependencies.services
  const { frameAncestors, simulator, trustProxy } = config
  const logView = createViewLog(log)
  const logRateLimited = createRateLimitLog(log, logId)
  const onClose = (request: Request, response: Response) => {
    metrics.count(request, response)
    logView(response)
    logRateLimited(request, response)
  }

  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  // The query is parsed from the request target, without nesting: Express would build arrays and objects.
  app.set('query parser', false)
  if (trustProxy !== undefined) app.set('trust proxy', trustProxy)

  app.use(requestContext(config.defaultLanguage, onClose))
  const ancestors = simulator ? toSimulatorAncestors(frameAncestors) : frameAncestors
  app.use(securityHeaders(ancestors, !!config.tls, pictureSources))
  app.use(noStore)
  if (trustProxy === undefined) app.use(warnOfForwarded(log))
  app.use(basePath(config.basePath), createRoutes(dependencies))
  app.use(createErrorHandler({ renderer, exampleAddress, log }))
  app.use(destroyConnection)
  return app
}

/** Routes below the base path. Health checks and assets are served even under overload. */
function createRoutes(dependencies: Dependencies): Router {
  const { config, services, log, readyz } = dependencies
  const { admission, publicFiles, signIn } = services
  const { accessTokens, rateLimitPerMinute, basePath } = config
  const pages = createPages(dependencies)

  const routes = express.Router()
  routes.route('/healthz').get(healthz).all(refuseMethod)
  routes.route('/readyz').get(readyz).all(refuseMethod)
  // Assets have a separate limit; otherwise the 429 page would have no styles.
  if (rateLimitPerMinute > 0) routes.use('/assets', rateLimit(rateLimitPerMinute * RATE.filesPerPage))
  routes.get('/assets/:name', createAssetRoute(publicFiles))
  routes.use(refuseWhenOverloaded(admission))
  if (rateLimitPerMinute > 0) routes.use(rateLimit(rateLimitPerMinute))
  routes.use(requireHost(createHostRules(config).page))
  if (signIn) addSignInRoutes(routes, { ...services, signIn, basePath, log })
  if (accessTokens.length > 0) routes.use('/:access', accessToken(accessTokens), pages)
  else routes.use(pages)
  routes.use(notFound)
  return routes
}

function createPages({ config, services, log }: Dependencies): Router {
  const pages = express.Router()
  pages.use(requireAudit(services.audit))
  if (services.signIn)
    pages.use(requireSession({ ...services, signIn: services.signIn, basePath: config.basePath }))
  if (config.simulator) {
    pages.use('/simulator', requireHost(createHostRules(config).simulator))
    pages.use(createSimulatorRoutes({ config, services, log }))
  }
  addCustomerRoutes(pages, { ...services, log })
  pages.use(notFound)
  return pages
}
