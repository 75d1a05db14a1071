import type { RequestHandler } from 'express'
import { BUILD_INFO } from '../../build-info.ts'
import { within } from '../../database/time-limits.ts'

/** The database is not checked: a restart would not fix it. */
export const healthz: RequestHandler = (_request, response) => {
  response.json({ status: 'ok', ...BUILD_INFO })
}

export const refuseMethod: RequestHandler = (_request, response) => {
  response.status(405).set('Allow', 'GET, HEAD').json({ status: 'method_not_allowed' })
}

/** `database`: it does not answer, or has not been there to verify the query files. `queries`: they do not fit it. */
export type UnreadyReason = 'draining' | 'database' | 'queries' | 'audit'

/** Faults that replicas may share: removing all of them at once from a load balancer would help nobody. */
const EXCLUDABLE: readonly string[] = ['database', 'audit'] satisfies UnreadyReason[]

interface Options {
  unreadyReasons: () => readonly UnreadyReason[]
  pingDatabase: () => Promise<unknown>
  isAuditReady: () => boolean
  timeoutMs: number
  /** How long the audit log must have been unwritable. */
  auditPatienceMs?: number
}

/** The audit log retries every second. A single failed line must not take every replica out of rotation. */
const AUDIT_PATIENCE_MS = 2000

/** `?exclude=database` and `?exclude=audit`, in the syntax of Kubernetes, suit probes that decide about routing. */
export function createReadyz(options: Options): RequestHandler {
  const { unreadyReasons, pingDatabase, isAuditReady, timeoutMs } = options
  const { auditPatienceMs = AUDIT_PATIENCE_MS } = options
  let auditFailedAt: number | null = null
  const answers = () =>
    pingDatabase().then(
      () => true,
      () => false,
    )

  /** All callers share the state, whatever they exclude. */
  function hasAuditFailed(): boolean {
    if (isAuditReady()) {
      auditFailedAt = null
      return false
    }
    auditFailedAt ??= performance.now()
    return performance.now() - auditFailedAt >= auditPatienceMs
  }

  return async (request, response) => {
    const excluded = readExcluded(request.url)
    const isPinged = !excluded.has('database') && !unreadyReasons().includes('draining')
    const isDown = isPinged && !(await within(answers(), timeoutMs))
    const reasons: UnreadyReason[] = isDown ? ['database'] : []
    reasons.push(...unreadyReasons())
    if (hasAuditFailed()) reasons.push('audit')
    const reason = reasons.find((each) => !excluded.has(each))
    response.status(reason ? 503 : 200).json(reason ? { status: 'unavailable', reason } : { status: 'ok' })
  }
}

function readExcluded(target: string): ReadonlySet<string> {
  const [, query] = target.split('?', 2)
  const names = new URLSearchParams(query).getAll('exclude')
  return new Set(names.filter((name) => EXCLUDABLE.includes(name)))
}

const SHARED_MS = 1000

/**
 * Anybody may request readiness, and each ping takes one of the few connections. Callers during a ping, or within a
 * second after it, share its result.
 */
export function coalescePings(ping: () => Promise<unknown>, timeoutMs: number): () => Promise<unknown> {
  let last: { answer: Promise<unknown>; until: number } | undefined
  return () => {
    const now = performance.now()
    if (last && now < last.until) return last.answer
    const current = { answer: ping(), until: now + timeoutMs }
    const extend = () => (current.until = performance.now() + SHARED_MS)
    current.answer.then(extend, extend)
    last = current
    return current.answer
  }
}
