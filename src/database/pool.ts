import { Client, Pool, type ClientBase, type ClientConfig } from 'pg'
import { parse } from 'pg-connection-string'
import { toDecoder } from './decode.ts'
import type { PreparedStatements } from './pipelined-batch.ts'

export interface PoolOptions {
  url: string
  max: number
  timeoutMs: number
  maxLifetimeSeconds?: number
  /** Called when a connection breaks. The pool replaces it, so this is information, not a failure. */
  onLost: (error: Error) => void
}

const preparedByClient = new WeakMap<ClientBase, PreparedStatements>()

/**
 * Null if nothing can be prepared: that takes a direct connection. A proxy such as PgBouncer cannot know which
 * backend process will serve a client when it greets it, so anything whose process id differs is treated as a proxy.
 */
export function preparedStatementsOf(client: ClientBase): PreparedStatements | null {
  return preparedByClient.get(client) ?? null
}

async function detectDirectConnection(client: ClientBase, timeoutMs: number): Promise<void> {
  const query = { text: 'select pg_backend_pid() as pid', query_timeout: timeoutMs }
  const { rows } = await client.query<{ pid: unknown }>(query)
  const { processID } = client as ClientBase & { processID?: number | null }
  if (typeof processID === 'number' && rows[0]?.pid === processID) preparedByClient.set(client, new Map())
}

const lastResponseAt = new WeakMap<ClientBase, number>()

export function lastResponseOn(client: ClientBase): number {
  return lastResponseAt.get(client) ?? 0
}

export function recordResponse(client: ClientBase): void {
  lastResponseAt.set(client, performance.now())
}

/** Idle time before the system's TCP keep-alive probes a connection, in milliseconds. */
const KEEP_ALIVE_DELAY_MS = 10_000

/**
 * Certificate files that the URL names are read for each connection, since they may be renewed. The pool does not
 * handle a constructor that throws, so if one cannot be read, its last contents are used.
 */
function createClientClass(url: string) {
  let settings = parse(url)
  return class extends Client {
    constructor(options: ClientConfig = {}) {
      try {
        settings = parse(url)
      } catch {
        // Keep the last settings.
      }
      // The driver accepts these, despite its types.
      super({ ...options, ...(settings as object) })
    }
  }
}

/** A DNS change, as in a failover, is followed within this time. */
const LIFETIME_SECONDS = 45

/** One connection stays open, so that the first page after a pause does not wait for a new one. */
const MIN_CONNECTIONS = 1

/** A pause, in case new connections break at once. */
const RENEWAL_PAUSE_MS = 1000

/** If the database is down, it does not retry. */
function keepWarm(pool: Pool): void {
  function renew(): void {
    if (pool.ending || pool.totalCount >= MIN_CONNECTIONS) return
    pool.connect().then(
      (client) => client.release(),
      () => undefined,
    )
  }
  pool.on('remove', () => void setTimeout(renew, RENEWAL_PAUSE_MS).unref())
}

export function createPool(options: PoolOptions): Pool {
  const { url, max, timeoutMs, onLost, maxLifetimeSeconds = LIFETIME_SECONDS } = options
  const pool = new Pool({
    Client: createClientClass(url),
    application_name: 'hyphenate-crm-page',
    max,
    min: MIN_CONNECTIONS,
    maxLifetimeSeconds,
    connectionTimeoutMillis: timeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_DELAY_MS,
    types: { getTypeParser: toDecoder },
    // oxlint-disable-next-line typescript/no-misused-promises -- the pool waits for it, whatever its types say
    onConnect: async (client: ClientBase) => {
      await detectDirectConnection(client, timeoutMs)
      recordResponse(client)
    },
  })
  // A connection may break while idle or in use. The pool handles the first case only, and an unhandled `error` event
  // ends the process.
  pool.on('connect', (client) => client.on('error', onLost))
  pool.on('error', () => undefined)
  keepWarm(pool)
  return pool
}
