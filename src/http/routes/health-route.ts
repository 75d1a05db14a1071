import type { RequestHandler } from 'express'
import { BUILD_INFO } from '../../build-info.ts'

/** The process is alive, and which build it is. Says nothing of the database: a restart would not mend that. */
export const healthz: RequestHandler = (_request, response) => {
  response.json({ status: 'ok', ...BUILD_INFO })
}

/** A health route answers in JSON, whatever it is asked. */
export const refuseMethod: RequestHandler = (_request, response) => {
  response.status(405).set('Allow', 'GET, HEAD').json({ status: 'method_not_allowed' })
}

/** Why the process itself is not ready: a stop is under way, or the query files have not been seen to fit the database. */
export type UnreadyReason = 'draining' | 'queries'

interface Options {
  unreadyReason: () => UnreadyReason | null
  /** Resolves when the database answers. */
  pingDatabase: () => Promise<unknown>
  timeoutMs: number
}

/**
 * This process can serve pages now: the database answers in time, its queries fit, and no stop is under way. With
 * `?exclude=database`, as Kubernetes has it, the database is not asked: for who decides where requests go.
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
 * Whoever asks while a ping is under way, or within a second after it, gets its answer: anybody may ask whether this
 * process is ready, and each ping takes one of the few connections. One that takes too long (in milliseconds) is not
 * waited for by those who come later.
 */
export function sharePing(ping: () => Promise<unknown>, timeoutMs: number): () => Promise<unknown> {
  let last: { answer: Promise<unknown>; until: number } | undefined
  return () => {
    const now = performance.now()
    if (last && now < last.until) return last.answer
    const asked = { answer: ping(), until: now + timeoutMs }
    const keep = () => (asked.until = performance.now() + KEEP_MS)
    asked.answer.then(keep, keep)
    last = asked
    return asked.answer
  }
}
