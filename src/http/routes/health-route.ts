import type { RequestHandler } from 'express'
import { BUILD_INFO } from '../../build-info.ts'

/** Liveness and build. The database is not checked: a restart would not fix it. */
export const healthz: RequestHandler = (_request, response) => {
  response.json({ status: 'ok', ...BUILD_INFO })
}

/** Health routes answer in JSON regardless of `Accept`. */
export const refuseMethod: RequestHandler = (_request, response) => {
  response.status(405).set('Allow', 'GET, HEAD').json({ status: 'method_not_allowed' })
}

/**
 * Why the process itself is not ready: it is shutting down, or the query files have not yet been verified against the
 * database.
 */
export type UnreadyReason = 'draining' | 'queries'

interface Options {
  unreadyReason: () => UnreadyReason | null
  /** Resolves if the database answers. */
  pingDatabase: () => Promise<unknown>
  timeoutMs: number
}

/**
 * Readiness: the database answers in time, its queries are valid, and the process is not shutting down. With
 * `?exclude=database`, as in Kubernetes, the database is not checked; this suits probes that decide about routing.
 */
export function createReadyz({ unreadyReason, pingDatabase, timeoutMs }: Options): RequestHandler {
  return async (request, response) => {
    const isAnswered =
      isExcluded(request.url) || unreadyReason() === 'draining' || (await answers(pingDatabase, timeoutMs))
    const reason = isAnswered ? unreadyReason() : 'database'
    response.status(reason ? 503 : 200).json(reason ? { status: 'unavailable', reason } : { status: 'ok' })
  }
}

function isExcluded(target: string): boolean {
  const [, query] = target.split('?', 2)
  return new URLSearchParams(query).getAll('exclude').includes('database')
}

async function answers(ping: () => Promise<unknown>, timeoutMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((settle) => {
    timer = setTimeout(() => settle(false), timeoutMs)
  })
  const answered = ping().then(
    () => true,
    () => false,
  )
  return Promise.race([answered, late]).finally(() => clearTimeout(timer))
}

const KEEP_MS = 1000

/**
 * Coalesces pings: callers during a ping, or within a second after it, share its result. Anybody may request readiness,
 * and each ping takes one of the few connections. A ping that exceeds `timeoutMs` is not shared with later callers.
 */
export function sharePing(ping: () => Promise<unknown>, timeoutMs: number): () => Promise<unknown> {
  let last: { answer: Promise<unknown>; until: number } | undefined
  return () => {
    const now = performance.now()
    if (last && now < last.until) return last.answer
    const current = { answer: ping(), until: now + timeoutMs }
    const keep = () => (current.until = performance.now() + KEEP_MS)
    current.answer.then(keep, keep)
    last = current
    return current.answer
  }
}
