import type { Server } from 'node:net'

const SHORT_TURN_MS = 0.2

/**
 * Waits for a turn of the event loop without a new connection. Node accepts one per turn, and the system resets those
 * that are still queued when the listener closes.
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
