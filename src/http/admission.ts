import type { RequestHandler } from 'express'
import { HttpError } from './http-error.ts'

export interface Admission {
  /** Makes of a page's handler one that waits for its turn, and answers 503 at once when too many wait. */
  admit<Parameters>(handler: RequestHandler<Parameters>): RequestHandler<Parameters>
  /** Nobody else may join the queue at the moment. */
  isFull(): boolean
  count(): { running: number; waiting: number }
}

interface Options {
  /** Pages that are made at the same time. */
  places: number
  /** How long a page may wait for its turn before nobody else may join the queue, in milliseconds. */
  fullAfterMs?: number
  /** How long a page may wait before it is given up. */
  maxWaitMs?: number
}

interface Waiting {
  since: number
  go: (isAdmitted: boolean) => void
}

const FULL_AFTER_MS = 100
const MAX_WAIT_MS = 200
const MAX_WAITING = 1000

/** The answer to a page that is not admitted. */
export const OVERLOADED = { status: 503, code: 'overloaded', retryAfter: 2 } as const

/**
 * A queue before the database's, bounded by time: a burst is served, and under a lasting overload those who are served
 * are served soon, and the rest are told so at once. Without it everybody waits until nobody is served in time.
 */
export function createAdmission({
  places,
  fullAfterMs = FULL_AFTER_MS,
  maxWaitMs = MAX_WAIT_MS,
}: Options): Admission {
  const queue: Waiting[] = []
  let running = 0
  let timer: NodeJS.Timeout | undefined

  /** Gives free places away, and gives up who has waited too long. */
  function serve(): void {
    const now = performance.now()
    for (let first = queue[0]; first; first = queue[0]) {
      const isLate = now - first.since >= maxWaitMs
      if (!isLate && running >= places) break
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
    return isSlow || queue.length >= MAX_WAITING
  }

  function wake(): void {
    timer = undefined
    serve()
  }

  function enter(): boolean | Promise<boolean> {
    if (queue.length === 0 && running < places) {
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
