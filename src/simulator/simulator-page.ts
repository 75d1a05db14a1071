import { fileURLToPath } from 'node:url'
import express, { type Request, type Router } from 'express'
import type { Config } from '../config/load.ts'
import { SAMPLE_VISITORS } from '../database/sample/sample-customer.ts'
import { LANGUAGES } from '../languages.ts'
import type { Services } from '../services.ts'
import { CLIENTS } from './clients.ts'
import { SAMPLE_CONVERSATIONS } from './conversations.ts'
import { toPageOrigin, toSimulatorOrigin } from './origins.ts'
import { hasSampleCustomers } from './has-sample-customers.ts'
import { PANEL_STATES, STATE_PATH, STATES } from './states.ts'

interface Options {
  config: Pick<Config, 'encryption' | 'identity' | 'listener'>
  services: Pick<Services, 'readProfile' | 'windows'>
}

const DIRECTORY = fileURLToPath(new URL('../../public/simulator', import.meta.url))
/** Nothing is cached: names are not hashed, because the scripts import each other by name. */
const UNCACHED = { acceptRanges: false, cacheControl: false, etag: false, lastModified: false } as const

export function addSimulatorPage(router: Router, { config, services }: Options): void {
  router.get('/simulator', (request, response) => {
    const origin = toSimulatorOrigin(request)
    if (origin !== null) response.redirect(`${origin}${request.baseUrl}/simulator`)
    else {
      response.set('Content-Security-Policy', toPolicy(pageOriginOf(request)))
      response.sendFile('index.html', { ...UNCACHED, root: DIRECTORY })
    }
  })
  router.use('/simulator/files', express.static(DIRECTORY, { ...UNCACHED, index: false, redirect: false }))
  router.get('/simulator/setup', async (request, response) => {
    const hasSamples = await hasSampleCustomers(services.readProfile)
    const hasPanels = hasSamples && config.identity.required !== 'profile'
    response.json({
      pageOrigin: pageOriginOf(request),
      mode: config.encryption.mode,
      languages: LANGUAGES,
      isExampleKey: config.encryption.keys.length === 0,
      /** Conversations can belong to signed-in customers. */
      canSignIn: config.identity.secret !== undefined,
      clients: Object.entries(CLIENTS).map(([id, { name, sendsCustom }]) => ({ id, name, sendsCustom })),
      windows: services.windows.map(({ name }) => name),
      conversations: hasSamples ? SAMPLE_CONVERSATIONS : [],
      /** For the sample visitor; states that need panels are omitted if the page shows none. */
      states: STATES.filter((id) => hasPanels || !PANEL_STATES.has(id)).map((id) => ({
        id,
        path: `${STATE_PATH.slice(1)}/${id}/`,
        visitorImId: SAMPLE_VISITORS.web,
        channel: 'web',
        nickname: 'Emma',
      })),
    })
  })

  function pageOriginOf(request: Request): string | null {
    const isIpv6Only = request.socket.localAddress === '::1' && config.listener.host !== '::'
    return toPageOrigin(request, isIpv6Only)
  }
}

/** It frames the page, calls this server, and must not be framed. */
function toPolicy(pageOrigin: string | null): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self'",
    `frame-src ${pageOrigin ?? "'self'"}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join(';')
}
