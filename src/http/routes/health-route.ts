import type { RequestHandler } from 'express'
import { BUILD_INFO } from '../../build-info.ts'

/** The process is alive, and which build it is. Says nothing of the database: a restart would not mend that. */
export const healthz: RequestHandler = (_request, response) => {
  response.json({ status: 'ok', ...BUILD_INFO })
}

interface Options {
  isDraining: () => boolean
  /** Resolves when the database answers. */
  pingDatabase: () => Promise<unknown>
  timeoutMs: number
}

/** This process can serve pages now: the database answers in time, and no stop is under way. */
export function createReadyz({ isDraining, pingDatabase, timeoutMs }: Options): RequestHandler {
  return async (_request, response) => {
    const reason = isDraining() ? 'draining' : (await answers(pingDatabase, timeoutMs)) ? null : 'database'
    response.status(reason ? 503 : 200).json(reason ? { status: 'unavailable', reason } : { status: 'ok' })
  }
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
