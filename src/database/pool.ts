import { Pool, types, type CustomTypesConfig } from 'pg'

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
  getTypeParser: (oid, format) =>
    KEPT_AS_TEXT.has(oid) ? String : (types.getTypeParser(oid, format) as (text: unknown) => unknown),
}

export function createPool({ url, max, timeoutMs, onLost }: Options): Pool {
  const pool = new Pool({
    connectionString: url,
    application_name: 'hyphenate-crm-page',
    max,
    connectionTimeoutMillis: timeoutMs,
    // Statements that belong together travel together: one round trip for begin, query and commit.
    pipeline: true,
    types: typeParsers,
  })
  // A connection may break while it is idle or while it is in use. The pool listens for the first only, and an error
  // that nobody listens for ends the process.
  pool.on('connect', (client) => client.on('error', onLost))
  pool.on('error', () => undefined)
  return pool
}
