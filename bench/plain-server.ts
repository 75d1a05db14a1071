import { Pool } from 'pg'
import { createPlainApp } from './plain/app.ts'
import { readPlainQueries } from './plain/queries.ts'

/* Serves the plain page, the baseline of the comparison. */

const { DATABASE_URL, DES_KEY, PORT, QUERIES = '', VIEWS = '' } = process.env

const pool = new Pool({ connectionString: DATABASE_URL, statement_timeout: 2000 })
createPlainApp({
  pool,
  queries: readPlainQueries(QUERIES),
  views: VIEWS,
  desKey: DES_KEY,
  timeZone: 'UTC',
}).listen(Number(PORT), '127.0.0.1')

process.once('SIGTERM', () => process.exit())
