import { randomUUID } from 'node:crypto'
import express, { type NextFunction, type Request, type Response } from 'express'
import helmet from 'helmet'
import type { Pool } from 'pg'
import { createFormats, initialsOf, mask } from './format.ts'
import { toBadge, toLabel } from './labels.ts'
import { toReplies } from './replies.ts'
import { parametersSchema, toVisit } from './parameters.ts'

interface Options {
  pool: Pool
  /** The SQL of the page, by the names of its files. */
  queries: Record<'customer' | 'summary' | 'orders' | 'conversations' | 'channels', Query>
  /** Directory of the templates. */
  views: string
  desKey?: string | undefined
  timeZone: string
}

/** A statement and the names of its parameters, in the order of `$1`, `$2`… */
interface Query {
  name: string
  text: string
  parameters: readonly string[]
}

/**
 * The page as a developer would write it in an afternoon: Express, helmet, pg, EJS and zod as in their documentation,
 * and one query of the pool for each panel.
 */
export function createPlainApp({ pool, queries, views, desKey, timeZone }: Options) {
  const formats = { en: createFormats('en', timeZone), zh: createFormats('zh', timeZone) }
  const app = express()
  app.set('view engine', 'ejs')
  app.set('views', views)
  app.use(
    helmet({
      frameguard: false,
      contentSecurityPolicy: { directives: { frameAncestors: ['https://*.easemob.com'] } },
    }),
  )

  async function read({ name, text, parameters }: Query, known: Record<string, string | undefined>) {
    const values = parameters.map((parameter) => known[parameter] ?? null)
    const { rows } = await pool.query<Record<string, unknown>>({ name, text, values })
    return rows
  }

  app.get('/', async (request, response) => {
    const started = performance.now()
    response.set('Cache-Control', 'no-store')
    const parsed = parametersSchema.safeParse(request.query)
    const language =
      parsed.data?.lang ?? (request.acceptsLanguages('en', 'zh') === 'zh' ? ('zh' as const) : ('en' as const))
    const locals = {
      language,
      format: formats[language],
      initialsOf,
      mask,
      toBadge,
      toLabel,
      toReplies,
      t: (en: string, zh: string) => (language === 'zh' ? zh : en),
      requestId: randomUUID(),
      now: new Date(),
    }
    if (!parsed.success) {
      response.status(400).render('error', { ...locals, issues: parsed.error.issues })
      return
    }
    const visit = toVisit(parsed.data, desKey)
    const values = { visitorImId: visit.visitorImId, channel: visit.channel }
    const customers = await read(queries.customer, values)
    const [customer] = customers
    const took = () => Math.round(performance.now() - started)
    if (!customer || customers.length > 1) {
      response.render(customer ? 'several' : 'unknown', { ...locals, visit, customers, took: took() })
      return
    }
    const ofCustomer = { ...values, customerId: String(customer['id']) }
    const [summary, orders, conversations, channels] = await Promise.all([
      read(queries.summary, ofCustomer),
      read(queries.orders, ofCustomer),
      read(queries.conversations, ofCustomer),
      read(queries.channels, ofCustomer),
    ])
    response.render('found', {
      ...locals,
      visit,
      customer,
      summary,
      orders,
      conversations,
      channels,
      // Replies are in the customer's language.
      formats,
      took: took(),
    })
  })

  app.use((error: Error, _request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) next(error)
    else response.status(503).send('The database does not answer.')
  })
  return app
}
