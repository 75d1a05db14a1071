import express, { type RequestHandler, type Response, type Router } from 'express'
import type { z } from 'zod'
import type { Config } from '../config/load.ts'
import { signToken } from '../identity/sign-token.ts'
import type { Log } from '../logging/log.ts'
import { setAgentLocals } from '../http/customer-page/set-agent-locals.ts'
import { addCustomerRoutes } from '../http/routes/customer-routes.ts'
import type { Services } from '../services.ts'
import { ENCRYPTION_MODES, type EncryptionMode } from '../visit/encryption-mode.ts'
import { createVisitReader, type VisitReader } from '../visit/read-visit.ts'
import { createValueDecryptor } from '../visit/value-decryptor.ts'
import { CLIENTS } from './clients.ts'
import { toConsoleUrl } from './console-request.ts'
import { diagnose } from './diagnosis.ts'
import { diagnosisSchema, findWindow, readPastedUrl, requestSchema } from './messages.ts'
import { addSimulatorPage } from './simulator-page.ts'
import { addStateRoutes } from './states.ts'

interface Options {
  config: Pick<Config, 'encryption' | 'identity' | 'listener'>
  services: Services
  log: Log
}

/** From the vendor's documentation, so it is public. */
const EXAMPLE_KEY = '12345678'
const OTHER_KEY = 'another-key'

/**
 * No endpoint of its own changes data or uses a cookie, so a forged request (CSRF) gains nothing. Of these, only a
 * diagnosis that names a customer is audited.
 *
 * For other encryption modes than the server's, the page is also at `/simulator/page/<mode>/`, with the configured
 * key or else the documentation's.
 */
export function createSimulatorRoutes({ config, services, log }: Options): Router {
  const { mode: configuredMode, keys } = config.encryption
  const [key = EXAMPLE_KEY] = keys
  const readers = createReaders(keys.length > 0 ? keys : [key], config.identity.parameter)
  const router = express.Router({ strict: true })
  const json = express.json({ limit: '64kb' })

  addSimulatorPage(router, { config, services })
  router.post(
    '/simulator/request',
    json,
    parsed(requestSchema, async (body, response) => {
      const { mode, hasOtherKey, configuredUrlHasQuery, ...consoleRequest } = body
      const encryption = mode === 'off' ? ({ mode } as const) : { mode, key: hasOtherKey ? OTHER_KEY : key }
      // Only its query is used; the script knows the page's URL.
      const configuredUrl = `http://page.example/${configuredUrlHasQuery ? '?x=1' : ''}`
      const { url, custom } = toConsoleUrl({
        ...consoleRequest,
        params: await signIn(body),
        encryption,
        configuredUrl,
      })
      response.json({
        query: url.slice(url.indexOf('?')),
        custom,
        /** Relative to the main page. */
        path: mode === configuredMode ? '' : `simulator/page/${mode}/`,
        repairs: CLIENTS[consoleRequest.client].repairs(configuredUrlHasQuery),
      })
    }),
  )
  router.post(
    '/simulator/diagnosis',
    json,
    services.admission.admit(
      parsed(diagnosisSchema, async ({ url, mode }, response) => {
        const { locals } = response
        const window = findWindow(url, services.windows)
        locals.window = window?.name
        const diagnosis = await diagnose(readPastedUrl(url), {
          readVisit: readers[mode],
          readProfile: (window ?? services).readProfile,
          language: locals.language,
          // Without `locals.visit`: a pasted address must not count as a page in the metrics.
          onVisit: (visit) => setAgentLocals(locals, visit, services.logId),
        })
        const { customerId = null } = diagnosis.lookup ?? {}
        if (customerId !== null) {
          locals.customerId = services.logId('customer', customerId)
          await services.audit.record(locals, 'view', { from: 'diagnosis' })
        }
        response.json(diagnosis)
      }),
    ),
  )
  for (const mode of ENCRYPTION_MODES) {
    const pages = express.Router()
    addCustomerRoutes(pages, { ...services, readVisit: readers[mode], log })
    router.use(`/simulator/page/${mode}`, pages)
  }
  addStateRoutes(router, services, log)
  return router

  /** As the site or app does. */
  async function signIn({ params, signedInAs: subject, visitor }: z.output<typeof requestSchema>) {
    const { secret, audience, parameter, maxAgeSeconds: validSeconds } = config.identity
    if (params === null || subject === undefined || secret === undefined) return params
    const { visitorImId } = visitor
    return {
      ...params,
      [parameter]: await signToken(secret, { subject, visitorImId, audience, validSeconds }),
    }
  }
}

function createReaders(keys: readonly string[], tokenParameter: string): Record<EncryptionMode, VisitReader> {
  const decrypt = createValueDecryptor(keys)
  const readers = ENCRYPTION_MODES.map((mode) => [mode, createVisitReader({ mode, decrypt, tokenParameter })])
  return Object.fromEntries(readers) as Record<EncryptionMode, VisitReader>
}

/** The faults have paths, never values. */
function parsed<Schema extends z.ZodType>(
  schema: Schema,
  answer: (body: z.output<Schema>, response: Response) => void | Promise<void>,
): RequestHandler {
  return async (request, response) => {
    const { data, error } = schema.safeParse(request.body)
    if (error) {
      const faults = error.issues.map(({ path }) => path.join('.'))
      response
        .status(400)
        .json({ error: { code: 'bad_request', faults, requestId: response.locals.requestId } })
    } else await answer(data, response)
  }
}
