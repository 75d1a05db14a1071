import type { RequestHandler } from 'express'
import { ADMISSION, RETRY_AFTER_SECONDS } from '../../limits.ts'
import { createThrottledLog } from '../../logging/throttled-log.ts'
import type { Log } from '../../logging/log.ts'
import { HttpError } from './http-error.ts'

export interface Admission {
  /** Makes of a page's handler one that waits for its turn, and answers 503 at once when too many wait. */
  admit<Parameters>(handler: RequestHandler<Parameters>): RequestHandler<Parameters>
  /** Nobody else may join the queue at the moment. */
  isFull(): boolean
  count(): { running: number; waiting: number }
}

interface Options {
  /** Pages that are made at the same time: asked each time. */
  places: () => number
  /** How long a page may wait for its turn before nobody else may join the queue, in milliseconds. */
  fullAfterMs?: number
  /** How long a page may wait before it is given up. */
  maxWaitMs?: number
}

interface Waiting {
  since: number
  go: (isAdmitted: boolean) => void
}

/**
 * How many pages may be made at the same time. While one is rendered another can use its connection. But where connections
 * are kept for so long that whoever waits for one has no time left to use it, nobody is to wait.
 *
 * @param heldMs for how long a page keeps a connection; `timeoutMs`: the limit for getting one and being answered
 */
export function toPlaces(connections: number, heldMs: number, timeoutMs: number): number {
  const { pagesPerConnection } = ADMISSION
  return heldMs * pagesPerConnection <= timeoutMs ? connections * pagesPerConnection : connections
}

/** The answer to a page that is not admitted. */
const OVERLOADED = { status: 503, code: 'overloaded', retryAfter: RETRY_AFTER_SECONDS.overloaded } as const

/**
 * A queue before the database's, bounded by time: a burst is served, and under a lasting overload those who are served
 * are served soon, and the rest are told so at once. Without it everybody waits until nobody is served in time.
 */
export function createAdmission({
  places,
  fullAfterMs = ADMISSION.fullAfterMs,
  maxWaitMs = ADMISSION.maxWaitMs,
}: Options): Admission {
  const queue: Waiting[] = []
  let running = 0
  let timer: NodeJS.Timeout | undefined

  /** Gives free places away, and gives up who has waited too long. */
  function serve(): void {
    const now = performance.now()
    for (let first = queue[0]; first; first = queue[0]) {
      const isLate = now - first.since >= maxWaitMs
      if (!isLate && running >= places()) break
      queue.shift()
      if (!isLate) running += 1
      first.go(!isLate)
    }
    const [first] = queue
    if (first) timer ??= setTimeout(wake, first.since + maxWaitMs - now)
  }

  function isFull(): boolean {
    const [first] = queue
    const isSlow = first !== undefined && performance.now() - first.since > fullAfterMs
    return isSlow || queue.length >= ADMISSION.maxWaiting
  }

  function wake(): void {
    timer = undefined
    serve()
  }

  function enter(): boolean | Promise<boolean> {
    if (queue.length === 0 && running < places()) {
      running += 1
      return true
    }
    if (isFull()) return false
    const turn = new Promise<boolean>((go) => queue.push({ since: performance.now(), go }))
    serve()
    return turn
  }

  return {
    admit: (handler) => async (request, response, next) => {
      const isAdmitted = enter()
      if (!(isAdmitted === true || (await isAdmitted))) throw new HttpError(OVERLOADED)
      try {
        // Who has gone while waiting needs no page.
        if (!response.destroyed) await handler(request, response, next)
      } finally {
        running -= 1
        serve()
      }
    },
    isFull,
    count: () => ({ running, waiting: queue.length }),
  }
}

/**
 * Answers 503 at once while nobody else may join the queue: what a refusal costs is taken from those who are served. The
 * log has a line a second and not one for each.
 */
export function refuseWhenOverloaded({ isFull }: Pick<Admission, 'isFull'>, log: Log): RequestHandler {
  const overloaded = createThrottledLog<undefined>((refused) => log.warn({ event: 'overloaded', refused }))
  return (_request, _response, next) => {
    if (isFull()) {
      overloaded.record(undefined)
      throw new HttpError(OVERLOADED)
    }
    next()
  }
}
