import type { Request, Response } from 'express'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { BUILD_INFO } from '../build-info.ts'
import { initializeSeries, KEYS, MISDIRECTED, type SeriesLabels } from './initial-series.ts'
import type { LogOutput } from './log-output.ts'
import { toResult } from './view-log.ts'

export type LogBacklog = Pick<LogOutput, 'backlogBytes' | 'droppedLines'>

interface Options extends SeriesLabels {
  pool: { totalCount: number; idleCount: number; waitingCount: number; options: { max: number } }
  admission: { count(): { running: number; waiting: number } }
  logOutput: LogBacklog
}

export type Metrics = ReturnType<typeof createMetrics>

/** Histogram buckets in seconds. A page takes two round trips to the database; agents notice delays over a second. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

/** Labels never hold values that a visitor or client can choose, which bounds the number of series. */
export function createMetrics({ pool, admission, logOutput, ...labels }: Options) {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  function counter<Name extends string>(name: string, help: string, labelNames: readonly Name[]) {
    return new Counter({ name: `crm_page_${name}`, help, labelNames, registers })
  }
  function seconds<Name extends string>(name: string, help: string, labelNames: readonly Name[] = []) {
    const options = { name: `crm_page_${name}_duration_seconds`, help, labelNames, registers }
    return new Histogram({ ...options, buckets: BUCKETS })
  }
  function gauge(name: string, help: string, read: () => number) {
    new Gauge({
      name: `crm_page_${name}`,
      help,
      registers,
      collect() {
        this.set(read())
      },
    })
  }

  const requests = counter(
    'requests_total',
    'Requests by route, outcome (of a page: found, unknown, several, or the code of an error) and status',
    ['route', 'outcome', 'status'],
  )
  const misdirected = counter(
    'misdirected_total',
    'Requests with a visitor’s ID under a wrong address, by outcome (not_found, wrong_host)',
    ['outcome'],
  )
  const pages = seconds('page', 'Pages, refused ones too, from the request to the end of the answer')
  const lookups = seconds('lookup', 'Finding the customer, with the wait for a connection')
  const panels = seconds('panel', 'Reading one panel, with the wait for a connection', ['panel'])
  const panelStatus = counter('panels_total', 'Panels by status', ['panel', 'status'])
  const decryptions = counter('decryptions_total', 'Encrypted values by result and key', ['result', 'key'])
  const repairs = counter('repairs_total', 'Broken queries of the vendor’s apps, by kind', ['kind'])
  const tokenUses = counter('token_uses_total', 'Requests by the position of their access token', [
    'position',
  ])
  const identities = counter(
    'identities_total',
    'Verdicts on visitors’ signed tokens by status (proved, failed, none), reason and key',
    ['status', 'reason', 'key'],
  )
  initializeSeries(
    { requests, misdirected, panelStatus, decryptions, repairs, tokenUses, identities },
    labels,
  )
  new Gauge({
    name: 'crm_page_build_info',
    help: 'Which build this is',
    registers,
    labelNames: ['version', 'commit'],
  }).set({ version: BUILD_INFO.version, commit: BUILD_INFO.commit ?? 'unknown' }, 1)
  gauge('pool_in_use', 'Connections that run a query', () => pool.totalCount - pool.idleCount)
  gauge('pool_idle', 'Open connections without work', () => pool.idleCount)
  gauge('pool_waiting', 'Queries that wait for a connection', () => pool.waitingCount)
  gauge('pool_max', 'Most connections there may be', () => pool.options.max)
  gauge('pages_running', 'Pages that are being made', () => admission.count().running)
  gauge('pages_waiting', 'Pages that wait for their turn', () => admission.count().waiting)

  gauge('log_backlog_bytes', 'Log that waits to be written', () => logOutput.backlogBytes())
  new Counter({
    name: 'crm_page_log_lines_dropped_total',
    help: 'Log lines that found no room',
    registers,
    collect() {
      this.reset()
      this.inc(logOutput.droppedLines())
    },
  })

  function countVisit({ visit, identity, errorCode, accessToken }: Express.Locals): void {
    if (accessToken !== undefined) tokenUses.inc({ position: accessToken })
    if (errorCode === 'visitor_undecryptable') decryptions.inc({ result: 'failed', key: 'none' })
    if (identity) {
      const { status, reason, key } = identity
      identities.inc({ status, reason: reason ?? 'none', key: key ?? 'none' })
    }
    if (!visit) return
    for (const kind of visit.repairs) repairs.inc({ kind })
    for (const [index, uses] of visit.keyUses.entries())
      decryptions.inc({ result: 'decrypted', key: KEYS[index] ?? 'previous' }, uses)
    const failed = visit.customParameters.filter(({ status }) => status === 'undecryptable').length
    if (failed + visit.undecryptable.length > 0)
      decryptions.inc({ result: 'failed', key: 'none' }, failed + visit.undecryptable.length)
  }

  return {
    registry,
    /** @param read returns milliseconds since 1970 */
    addCertificateExpiry(read: () => number) {
      gauge(
        'certificate_expiry_timestamp_seconds',
        'When the certificate in use expires',
        () => read() / 1000,
      )
    },
    count(request: Request, response: Response) {
      const { locals } = response
      const { profile } = locals
      const { outcome, status } = toResult(response)
      const { path = 'none' } = (request.route ?? {}) as { path?: string }
      requests.inc({ route: path, outcome: outcome ?? 'ok', status })
      const { errorCode = '' } = locals
      if (MISDIRECTED.has(errorCode) && request.originalUrl.includes('visitorImId'))
        misdirected.inc({ outcome: errorCode })
      countVisit(locals)
      // Include rejected pages: otherwise an unresponsive database would leave only the fast ones.
      if (locals.isView) pages.observe((performance.now() - locals.startedAt) / 1000)
      if (!profile) return
      lookups.observe(profile.lookupMs / 1000)
      for (const { file, status: state, durationMs } of profile.panels) {
        panels.observe({ panel: file.name }, durationMs / 1000)
        panelStatus.inc({ panel: file.name, status: state })
      }
    },
  }
}
