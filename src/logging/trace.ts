import { AsyncLocalStorage } from 'node:async_hooks'

/** Version, trace id, parent id, flags. Later versions may append fields after a hyphen. */
const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?$/

/**
 * 32 hexadecimal digits of a W3C `traceparent`; undefined for anything else. The header is untrusted, and nothing
 * else of it is kept.
 */
export function toTraceId(header: string | undefined): string | undefined {
  const [, version, traceId = '', parentId = '', more] = TRACEPARENT.exec(header ?? '') ?? []
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return undefined
  return /^0+$/.test(traceId) || /^0+$/.test(parentId) ? undefined : traceId
}

/** The trace of the current request. One per process, like Node's async context itself. */
const traces = new AsyncLocalStorage<{ traceId: string }>()

/** Without a trace, no context is created. */
export function runInTrace(traceId: string | undefined, handle: () => void): void {
  if (traceId === undefined) handle()
  else traces.run({ traceId }, handle)
}

/** Binds a listener to the trace of the code that registers it. */
export function inTrace(listener: () => void): () => void {
  return traces.getStore() ? AsyncLocalStorage.bind(listener) : listener
}

export function toTraceFields(): { traceId?: string } {
  return traces.getStore() ?? {}
}
