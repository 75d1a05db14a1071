import type { Counter } from 'prom-client'
import { IDENTITY_FAILURES } from '../identity/identity.ts'

/** Outcomes and statuses of requests to the page's own route. */
const PAGE_RESULTS = [
  ['found', 200],
  ['unknown', 200],
  ['several', 200],
  ['aborted', 499],
  ['bad_parameters', 400],
  ['visitor_undecryptable', 400],
  ['internal_error', 500],
  ['database_unavailable', 503],
  ['overloaded', 503],
] as const

/** Outcomes of requests that are rejected before routing. */
const REFUSALS = [
  ['not_found', 404],
  ['wrong_host', 421],
  ['too_many_requests', 429],
  ['audit_unavailable', 503],
  ['overloaded', 503],
] as const

/** Outcomes of the console's requests under a wrong address. Scanners cause the same ones, without a visitor's ID. */
export const MISDIRECTED: ReadonlySet<string> = new Set(['not_found', 'wrong_host'])

const PANEL_STATUSES = ['ok', 'empty', 'late', 'failed'] as const
export const KEYS = ['current', 'previous'] as const

interface Counters {
  requests: Counter<'route' | 'outcome' | 'status'>
  misdirected: Counter<'outcome'>
  panelStatus: Counter<'panel' | 'status'>
  decryptions: Counter<'result' | 'key'>
  repairs: Counter<'kind'>
  tokenUses: Counter<'position'>
  identities: Counter<'status' | 'reason' | 'key'>
}

export interface SeriesLabels {
  /** Including those of windows. */
  panels: readonly string[]
  repairs: readonly string[]
  tokens: number
}

/**
 * For Prometheus, a series that first appears with the value 1 has not increased, so an alert would miss the first
 * failure.
 */
export function initializeSeries(counters: Counters, { panels, repairs, tokens }: SeriesLabels): void {
  const { requests, panelStatus, decryptions, tokenUses, identities } = counters
  for (const [outcome, status] of PAGE_RESULTS) requests.inc({ route: '/', outcome, status }, 0)
  for (const [outcome, status] of REFUSALS) requests.inc({ route: 'none', outcome, status }, 0)
  for (const outcome of MISDIRECTED) counters.misdirected.inc({ outcome }, 0)
  for (const panel of panels) for (const status of PANEL_STATUSES) panelStatus.inc({ panel, status }, 0)
  for (const key of KEYS) decryptions.inc({ result: 'decrypted', key }, 0)
  decryptions.inc({ result: 'failed', key: 'none' }, 0)
  for (const kind of repairs) counters.repairs.inc({ kind }, 0)
  for (let position = 1; position <= tokens; position += 1) tokenUses.inc({ position }, 0)
  for (const key of KEYS) identities.inc({ status: 'proved', reason: 'none', key }, 0)
  identities.inc({ status: 'none', reason: 'none', key: 'none' }, 0)
  for (const reason of IDENTITY_FAILURES) identities.inc({ status: 'failed', reason, key: 'none' }, 0)
}
