import { Client, Pool, type ClientBase, type ClientConfig } from 'pg'
import { parse } from 'pg-connection-string'
import { toDecoder } from './decode.ts'
import type { PreparedStatements } from './pipelined-batch.ts'

export interface PoolOptions {
  url: string
  max: number
  /** Limit for getting a connection, in milliseconds. */
  timeoutMs: number
  /** How long a connection is used. */
  maxLifetimeSeconds?: number
  /** Called when a connection breaks: the pool replaces it, so this is news, not a failure. */
  onLost: (error: Error) => void
}

const preparedByClient = new WeakMap<ClientBase, PreparedStatements>()

/**
 * What is prepared on a connection; null when nothing can be. It can where the connection is the database's own, so that
 * what is prepared on it is there at the next statement, too. A proxy that hands connections from client to client, as
 * PgBouncer does, cannot know the number of the process that will answer when it greets a client; the database does.
 * Anything else that answers otherwise counts as a proxy.
 */
export function preparedOn(client: ClientBase): PreparedStatements | null {
  return preparedByClient.get(client) ?? null
}

async function detectDirectConnection(client: ClientBase, timeoutMs: number): Promise<void> {
  const query = { text: 'select pg_backend_pid() as pid', query_timeout: timeoutMs }
  const { rows } = await client.query<{ pid: unknown }>(query)
  const { processID } = client as ClientBase & { processID?: number | null }
  if (typeof processID === 'number' && rows[0]?.pid === processID) preparedByClient.set(client, new Map())
}

const heardAt = new WeakMap<ClientBase, number>()

/** When the database last said something on a connection, on the clock of `performance.now`. */
export function lastHeardOn(client: ClientBase): number {
  return heardAt.get(client) ?? 0
}

export function noteHeard(client: ClientBase): void {
  heardAt.set(client, performance.now())
}

/** How long a connection may be silent before the system asks whether the other end is there, in milliseconds. */
const KEEP_ALIVE_DELAY_MS = 10_000

/**
 * Makes the class of the pool's connections. The certificate files that the URL names are read again for each connection,
 * since they may have been renewed. The pool has no answer to a constructor that throws, so while a file cannot be read the
 * last contents are used.
 */
function createClientClass(url: string) {
  let settings = parse(url)
  return class extends Client {
    constructor(options: ClientConfig = {}) {
      try {
        settings = parse(url)
      } catch {
        // The last ones stay.
      }
      // The driver takes them so, whatever its types say.
      super({ ...options, ...(settings as object) })
    }
  }
}

/** A name that moves, as at a switch-over to a replica, is followed within this time. */
const LIFETIME_SECONDS = 45

/** One connection stays open, so that an agent who comes after a pause does not wait until there is one. */
const KEPT_WARM = 1

/** Where connections break as soon as they are made, making others without a pause would help nobody. */
const RENEWAL_PAUSE_MS = 1000

/** When the last connection goes (its time is over, or it broke), another one takes its place. Fails where there is no database. */
function keepWarm(pool: Pool): void {
  function renew(): void {
    if (pool.ending || pool.totalCount >= KEPT_WARM) return
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
    min: KEPT_WARM,
    maxLifetimeSeconds,
    connectionTimeoutMillis: timeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_DELAY_MS,
    types: { getTypeParser: toDecoder },
    // eslint-disable-next-line @typescript-eslint/no-misused-promises -- the pool waits for it, whatever its types say
    onConnect: async (client: ClientBase) => {
      await detectDirectConnection(client, timeoutMs)
      noteHeard(client)
    },
  })
  // A connection may break while it is idle or while it is in use. The pool listens for the first only, and an error
  // that nobody listens for ends the process.
  pool.on('connect', (client) => client.on('error', onLost))
  pool.on('error', () => undefined)
  keepWarm(pool)
  return pool
}
