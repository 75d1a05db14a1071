import type { Server } from 'node:net'

/** So short is a turn of the event loop that found next to nothing to do. */
const SHORT_TURN_MS = 0.2

/**
 * Makes a function that waits for a turn of the event loop in which nobody came and nothing else was to do, for so many
 * milliseconds at most. Node takes one connection a turn, and the system resets those that it has not taken when the
 * listener closes.
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
