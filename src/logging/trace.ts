import { AsyncLocalStorage } from 'node:async_hooks'

/** Version, trace id, parent id, flags; a later version may add more behind a hyphen. */
const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?$/

/**
 * The trace id of a W3C `traceparent` header: 32 hexadecimal digits. Undefined for anything else, as the specification
 * has it; the header is a client's, and nothing else of it is kept.
 */
export function toTraceId(header: string | undefined): string | undefined {
  const [, version, traceId = '', parentId = '', more] = TRACEPARENT.exec(header ?? '') ?? []
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return undefined
  return /^0+$/.test(traceId) || /^0+$/.test(parentId) ? undefined : traceId
}

/** Which trace the running code belongs to. One for the process, as Node's own context is. */
const traces = new AsyncLocalStorage<{ traceId: string }>()

/** Runs a request's handlers; what they log has the trace id. Without a trace, nothing is kept track of. */
export function runInTrace(traceId: string | undefined, handle: () => void): void {
  if (traceId === undefined) handle()
  else traces.run({ traceId }, handle)
}

/** Has a listener log as the code does that adds it. */
export function inTrace(listener: () => void): () => void {
  return traces.getStore() ? AsyncLocalStorage.bind(listener) : listener
}

/** What a log line has of the trace. */
export function toTraceFields(): { traceId?: string } {
  return traces.getStore() ?? {}
}
