import express, { type RequestHandler, type Router } from 'express'
import type { ProfileReader } from '../customer/profile.ts'
import { parseQueryFile, type QueryKind } from '../customer/query-file/query-file.ts'
import { createPool } from '../database/pool.ts'
import { addCustomerRoutes } from '../http/routes/customer-routes.ts'
import { HttpError } from '../http/middleware/http-error.ts'
import { createRateLimiter, toRateLimitKey } from '../http/middleware/rate-limit.ts'
import type { Log } from '../logging/log.ts'
import type { Services } from '../services.ts'

/* Error states, produced by real faults. Each has resources of its own, so other pages are unaffected. */

/** Named by the last segment of their URLs. `404` is a prefix without any route. */
export const STATES = ['late', 'failed', '503', '500', '429', '404'] as const

export const PANEL_STATES: ReadonlySet<string> = new Set(['late', 'failed'])

export const STATE_PATH = '/simulator/state'

const parse = (name: string, text: string, kind: QueryKind) =>
  parseQueryFile(`simulator/${name}.sql`, text, kind).file

const LATE = `-- title: A panel that is late | 超时的面板
-- timeout: 100ms
select pg_sleep(3)::text as slept where :customerId::text is not null`

const FAILED = `-- title: A panel that fails | 出错的面板
select 1 / (length(:customerId::text) - length(:customerId::text)) as nothing`

const FAILED_CUSTOMER = 'select 1 / (length(:visitorImId::text) - length(:visitorImId::text)) as id'

/** A socket that does not exist; makes no network request. */
const NOWHERE = 'postgres://nobody@localhost/nothing?host=/nonexistent'

export function addStateRoutes(router: Router, services: Services, log: Log): void {
  const { queries, timeoutMs, createReader } = services.source
  const withPanel = (name: string, text: string) =>
    createReader({ ...queries, panels: [parse(name, text, 'panel'), ...queries.panels] })
  const customer = parse('customer', FAILED_CUSTOMER, 'customer')
  const nowhere = createPool({ url: NOWHERE, max: 1, timeoutMs, onLost: () => undefined })

  function add(state: (typeof STATES)[number], readProfile: ProfileReader): void {
    const pages = express.Router()
    addCustomerRoutes(pages, { ...services, windows: [], readProfile, log })
    router.use(`${STATE_PATH}/${state}`, pages)
  }
  add('late', withPanel('late', LATE))
  add('failed', withPanel('failed', FAILED))
  add('503', createReader(queries, nowhere))
  add('500', createReader({ customer, panels: [] }))
  router.use(`${STATE_PATH}/429`, createSpentLimit())
}

function createSpentLimit(): RequestHandler {
  const limit = createRateLimiter(1)
  return (request) => {
    const [client, now] = [toRateLimitKey(request), performance.now()]
    const retryAfter = limit(client, now) || limit(client, now)
    throw new HttpError('too_many_requests', { retryAfter })
  }
}
