/** Postgres cancels a statement at its limit and reports that within this time. After that, stop waiting for it. */
export const GRACE_MS = 200
/** How far a response may exceed the statement's own limit before the connection is considered dead. */
export const ANSWER_MARGIN_MS = 500
/**
 * `begin` takes one round trip. An idle connection that does not answer it in this time is considered dead. A pooler may
 * answer late as well, so the second attempt waits longer.
 */
export const DEAD_AFTER_MS = 500

/** Resolves with undefined if the promise takes longer. */
export function within<Value>(promise: Promise<Value>, ms: number): Promise<Value | undefined> {
  return new Promise((resolve, reject) => {
    // If the process itself was busy for that long, the response may be waiting in the socket: it is read before an
    // immediate runs.
    const timer = setTimeout(() => setImmediate(resolve, undefined), ms)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
