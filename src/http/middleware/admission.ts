import type { RequestHandler } from 'express'
import { ADMISSION, RETRY_AFTER_SECONDS } from '../../limits.ts'
import { HttpError } from './http-error.ts'

export type Admission = ReturnType<typeof createAdmission>

interface Options {
  slots: () => number
  /** Defaults and reasons: ADMISSION. */
  fullAfterMs?: number
  maxWaitMs?: number
}

interface QueuedPage {
  since: number
  settle: (isAdmitted: boolean) => void
}

/**
 * While one page renders, another can use its connection. But if connections are held so long that a page waiting for
 * one would time out, none should wait.
 */
export function toSlots(connections: number, heldMs: number, timeoutMs: number): number {
  const { pagesPerConnection } = ADMISSION
  return heldMs * pagesPerConnection <= timeoutMs ? connections * pagesPerConnection : connections
}

const toOverloaded = () => new HttpError('overloaded', { retryAfter: RETRY_AFTER_SECONDS.overloaded })

/**
 * A queue in front of the database, bounded by time (load shedding). Under overload, admitted pages are served
 * quickly and the rest rejected at once; otherwise every page would wait until none is served in time.
 */
export function createAdmission({
  slots,
  fullAfterMs = ADMISSION.fullAfterMs,
  maxWaitMs = ADMISSION.maxWaitMs,
}: Options) {
  const queue: QueuedPage[] = []
  let running = 0
  let timer: NodeJS.Timeout | undefined

  function dispatch(): void {
    const now = performance.now()
    for (let first = queue[0]; first; first = queue[0]) {
      const isLate = now - first.since >= maxWaitMs
      if (!isLate && running >= slots()) break
      queue.shift()
      if (!isLate) running += 1
      first.settle(!isLate)
    }
    const [first] = queue
    if (first) timer ??= setTimeout(onTimer, first.since + maxWaitMs - now)
  }

  function isFull(): boolean {
    const [first] = queue
    const isSlow = first !== undefined && performance.now() - first.since > fullAfterMs
    return isSlow || queue.length >= ADMISSION.maxWaiting
  }

  function onTimer(): void {
    timer = undefined
    dispatch()
  }

  async function requestSlot(): Promise<boolean> {
    if (isFull()) return false
    const admission = new Promise<boolean>((settle) => queue.push({ since: performance.now(), settle }))
    dispatch()
    return admission
  }

  return {
    admit:
      <Parameters>(handler: RequestHandler<Parameters>): RequestHandler<Parameters> =>
      async (request, response, next) => {
        if (!(await requestSlot())) throw toOverloaded()
        try {
          // The client may have disconnected while waiting.
          if (!response.destroyed) await handler(request, response, next)
        } finally {
          running -= 1
          dispatch()
        }
      },
    isFull,
    count: () => ({ running, waiting: queue.length }),
  }
}

/** Rejections must cost as little as possible, so they come before any other work. */
export function refuseWhenOverloaded({ isFull }: Pick<Admission, 'isFull'>): RequestHandler {
  return (_request, _response, next) => {
    if (isFull()) throw toOverloaded()
    next()
  }
}
