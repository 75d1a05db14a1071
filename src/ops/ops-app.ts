import type { RequestListener } from 'node:http'
import express, { type RequestHandler } from 'express'
import { collectDefaultMetrics } from 'prom-client'
import { healthz } from './health-route.ts'
import type { Metrics } from './metrics.ts'
import { noStore } from './security-headers.ts'

interface Dependencies {
  metrics: Pick<Metrics, 'registry'>
  readyz: RequestHandler
}

/** For a port that only the own network reaches: metrics, and health without a way past limits and tokens. */
export function createOpsApp({ metrics: { registry }, readyz }: Dependencies): RequestListener {
  // The process's and Node's own, under the names that every dashboard knows.
  collectDefaultMetrics({ register: registry })
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.use(noStore)
  app.get('/healthz', healthz)
  app.get('/readyz', readyz)
  app.get('/metrics', async (_request, response) => {
    response.set('Content-Type', registry.contentType).send(await registry.metrics())
  })
  app.use((_request, response) => void response.status(404).type('text').send('Not found\n'))
  return app as RequestListener
}
