import { X509Certificate } from 'node:crypto'
import type { RequestListener } from 'node:http'
import { createApp } from '../app.ts'
import type { Config } from '../config/load.ts'
import {
  isPair,
  readCertificate,
  toExpiry,
  type Certificate,
  type CertificateFiles,
} from '../config/certificate.ts'
import { toProxyCheck } from '../http/server/client-address.ts'
import { createMessages } from '../http/server/express-messages.ts'
import { createReadyz, type UnreadyReason } from '../http/routes/health-route.ts'
import type { Log } from '../logging/log.ts'
import { createOpsApp } from '../http/routes/ops-app.ts'
import { createRedirect } from '../http/server/redirect.ts'
import { watchCertificate } from '../http/server/watch-certificate.ts'
import { listen, type ListenOptions, type Server } from '../http/server/server.ts'
import type { Services } from '../services.ts'
import { StartError } from './start-error.ts'

interface Options {
  config: Config
  services: Services
  log: Log
  unreadyReasons: () => readonly UnreadyReason[]
}

interface Listeners extends Pick<Server, 'url' | 'close'> {
  /** URL of each additional listener, if configured. */
  redirectUrl?: string
  opsUrl?: string
}

const POLL_MS = 5_000

/** @throws the system's error if a port cannot be opened; then none remains open */
export async function openListeners(options: Options): Promise<Listeners> {
  const { config, services, log, unreadyReasons } = options
  const { host } = config.listener
  const { keepAliveTimeoutMs } = config
  const { pingDatabase, metrics, audit } = services
  const { timeoutMs } = config.database
  const readyz = createReadyz({ unreadyReasons, pingDatabase, isAuditReady: audit.isReady, timeoutMs })
  const pages: Server[] = []
  let operations: Server | undefined
  const open = (app: RequestListener, options: Omit<ListenOptions, 'host'>) =>
    listen(app, { host, keepAliveTimeoutMs, ...options }, log)

  /** Metrics and health remain available until the pages are closed. */
  async function close(patienceMs?: number): Promise<void> {
    await Promise.all(pages.map((server) => server.close(patienceMs)))
    await operations?.close()
  }

  try {
    const certificate = config.tls && readCertificate(config.tls)
    // The wait for the database may have been long: the files may have changed since the configuration was read.
    if (certificate && !isPair(certificate))
      throw new StartError(
        'TLS_CERT_FILE and TLS_KEY_FILE are no longer a certificate and its unencrypted key',
      )
    const { port } = config.listener
    const app = createApp({ config, services, log, readyz })
    const page = await open(app, {
      port,
      certificate,
      isProxy: toProxyCheck(app),
      messages: createMessages(app),
    })
    pages.push(page)
    const listeners: Listeners = { url: page.url, close }
    if (config.tls && certificate) {
      const currentCertificate = keepRenewed(config.tls, certificate, page, log)
      metrics.addCertificateExpiry(() => toExpiry(currentCertificate()))
      if (config.redirectPort !== undefined) {
        const redirecting = createRedirect({ certificate: currentCertificate, httpsPort: page.port })
        const redirect = await open(redirecting, { port: config.redirectPort })
        pages.push(redirect)
        listeners.redirectUrl = redirect.url
      }
    }
    if (config.opsPort !== undefined) {
      operations = await open(createOpsApp({ metrics, readyz, log }), { port: config.opsPort })
      listeners.opsUrl = operations.url
    }
    return listeners
  } catch (error) {
    await close()
    throw error
  }
}

/** @returns the certificate in use */
function keepRenewed(files: CertificateFiles, first: Certificate, page: Server, log: Log) {
  let inForce = new X509Certificate(first.cert)
  watchCertificate({
    files,
    current: first,
    log,
    intervalMs: POLL_MS,
    onRenewed(renewed) {
      page.useCertificate(renewed)
      inForce = new X509Certificate(renewed.cert)
    },
  })
  return () => inForce
}
