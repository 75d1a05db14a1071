import type { RequestListener } from 'node:http'
import express, { type Request, type Response } from 'express'
import { createAssetRoute } from './asset-route.ts'
import type { Config } from './config.ts'
import { createErrorRoute, notFound, onlyRead } from './error-route.ts'
import { createReadyz, healthz } from './ops/health-route.ts'
import type { Log } from './ops/log.ts'
import { requestContext } from './ops/request-context.ts'
import { noStore, securityHeaders } from './ops/security-headers.ts'
import { viewLog } from './ops/view-log.ts'
import { createPageRoutes } from './page-route.ts'
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

/** The whole way of a request, in order. */
export function createApp({ config, services, log, isDraining }: Dependencies): RequestListener {
  const { pingDatabase, publicFiles, renderer } = services
  const routes = createPageRoutes({ ...services, log })
  const app = express()
  app.disable('x-powered-by')
  // Pages are never cached, so nobody asks whether one has changed.
  app.disable('etag')
  // The query is read from the request target, flat: Express would make arrays and objects of it.
  app.set('query parser', false)

  app.use(requestContext(config.defaultLanguage))
  app.use((config.simulator ? simulatorHeaders : securityHeaders)(config.frameAncestors))
  app.get('/assets/:name', createAssetRoute(publicFiles))
  app.use(noStore)
  if (config.simulator) app.use(createSimulatorRoutes({ config, services, log }))
  app.use(onlyRead)
  app.get('/healthz', healthz)
  app.get('/readyz', createReadyz({ isDraining, pingDatabase, timeoutMs: config.database.timeoutMs }))
  app.get('/', viewLog(log), routes.page)
  app.get('/reveal/:token', viewLog(log), routes.reveal)
  app.use(notFound)
  app.use(createErrorRoute(renderer, log))
  // Nothing comes past the error route, unless it fails itself. Express would print the message then, and send it.
  return (request, response) => {
    app(request as Request, response as Response, () => response.destroy())
  }
}
