import type { Server } from 'node:net'

/** A turn of the event loop with next to nothing to do takes less than this. */
const SHORT_TURN_MS = 0.2

/**
 * Returns a function that waits for a turn of the event loop without a new connection or other work, up to the given
 * time. Node accepts one connection per turn, and the system resets those that are still queued when the listener
 * closes.
 */
export function createPendingConnections(server: Server): (patienceMs: number) => Promise<void> {
  let opened = 0
  server.on('connection', () => (opened += 1))
  return async (patienceMs) => {
    const giveUpAt = performance.now() + patienceMs
    for (let now = performance.now(), before = 0, taken = -1; now < giveUpAt; now = performance.now()) {
      if (taken === opened && now - before < SHORT_TURN_MS) return
      before = now
      taken = opened
      await new Promise((settle) => setImmediate(settle))
    }
  }
}
