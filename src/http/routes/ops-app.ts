import type { RequestListener } from 'node:http'
import express, { type ErrorRequestHandler, type RequestHandler } from 'express'
import { describeError } from '../../logging/describe-error.ts'
import { healthz, refuseMethod } from './health-route.ts'
import type { Log } from '../../logging/log.ts'
import type { Metrics } from '../../logging/metrics.ts'
import { noStore } from '../middleware/security-headers.ts'

interface Dependencies {
  metrics: Pick<Metrics, 'registry'>
  readyz: RequestHandler
  log: Log
}

/** Must be reachable from the internal network only: it has no rate limits or access tokens. */
export function createOpsApp({ metrics: { registry }, readyz, log }: Dependencies): RequestListener {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.use(noStore)
  app.route('/healthz').get(healthz).all(refuseMethod)
  app.route('/readyz').get(readyz).all(refuseMethod)
  const sendMetrics: RequestHandler = async (_request, response) => {
    response.set('Content-Type', registry.contentType).send(await registry.metrics())
  }
  app.route('/metrics').get(sendMetrics).all(refuseMethod)
  app.use((_request, response) => void response.status(404).type('text').send('Not found\n'))
  // Express would print and send the message.
  const failed: ErrorRequestHandler = (error: unknown, _request, response, next) => {
    log.error({ event: 'error', code: 'internal_error', error: describeError(error) })
    if (response.headersSent) next(error)
    else response.status(500).type('text').send('Internal error\n')
  }
  app.use(failed)
  return app as RequestListener
}
