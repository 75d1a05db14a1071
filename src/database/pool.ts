import { Pool, types, type ClientBase, type CustomTypesConfig } from 'pg'
import type { Prepared } from './exchange.ts'
import { toDate } from './timestamp.ts'

interface Options {
  url: string
  max: number
  /** Limit for getting a connection, in milliseconds. */
  timeoutMs: number
  /** Called when a connection breaks: the pool replaces it, so this is news, not a failure. */
  onLost: (error: Error) => void
}

/** A calendar date has no zone, and a timestamp without zone does not say which: both stay the text they are. */
const KEPT_AS_TEXT: ReadonlySet<number> = new Set([
  types.builtins.DATE,
  types.builtins.TIMESTAMP,
  types.builtins.INTERVAL,
])

const typeParsers: CustomTypesConfig = {
  getTypeParser(oid, format) {
    if (KEPT_AS_TEXT.has(oid)) return String
    if (oid === types.builtins.TIMESTAMPTZ) return toDate
    return types.getTypeParser(oid, format) as (text: unknown) => unknown
  },
}

const preparedByClient = new WeakMap<ClientBase, Prepared>()

/**
 * What is prepared on a connection; null when nothing can be. It can where the connection is the database's own, so that
 * what is prepared on it is there at the next statement, too. A proxy that hands connections from client to client, as
 * PgBouncer does, cannot know the number of the process that will answer when it greets a client; the database does.
 * Anything else that answers otherwise counts as a proxy.
 */
export function preparedOn(client: ClientBase): Prepared | null {
  return preparedByClient.get(client) ?? null
}

async function detectDirectConnection(client: ClientBase, timeoutMs: number): Promise<void> {
  const query = { text: 'select pg_backend_pid() as pid', query_timeout: timeoutMs }
  const { rows } = await client.query<{ pid: unknown }>(query)
  const { processID } = client as ClientBase & { processID?: number | null }
  if (typeof processID === 'number' && rows[0]?.pid === processID) preparedByClient.set(client, new Map())
}

export function createPool({ url, max, timeoutMs, onLost }: Options): Pool {
  const pool = new Pool({
    connectionString: url,
    application_name: 'hyphenate-crm-page',
    max,
    connectionTimeoutMillis: timeoutMs,
    types: typeParsers,
    // eslint-disable-next-line @typescript-eslint/no-misused-promises -- the pool waits for it, whatever its types say
    onConnect: (client: ClientBase) => detectDirectConnection(client, timeoutMs),
  })
  // A connection may break while it is idle or while it is in use. The pool listens for the first only, and an error
  // that nobody listens for ends the process.
  pool.on('connect', (client) => client.on('error', onLost))
  pool.on('error', () => undefined)
  return pool
}
