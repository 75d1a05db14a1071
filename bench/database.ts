import { spawnSync } from 'node:child_process'
import { createReadStream, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { clusterPaths } from '../src/database/embedded/cluster.ts'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../src/database/embedded/start.ts'
import { readPostmaster } from '../src/database/embedded/pid-files.ts'
import { generate, type Names } from './generate.ts'
import { MAIN, ROOT } from './paths.ts'

const DIRECTORY = fileURLToPath(new URL('.data/bench', ROOT))

/** Incremented when the generated data change: databases of an earlier edition are not used. */
const EDITION = 3

/** The product's embedded Postgres, in its own persistent directory. */
export function startDatabase(): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({ directory: DIRECTORY })
}

/**
 * The database with this number of customers, created if it is missing. It gets its name when it is complete.
 *
 * @returns its connection URL
 */
export async function ensureCustomers(
  serverUrl: string,
  count: number,
  named?: { database: string; names: Names },
): Promise<string> {
  const name = `${named?.database ?? 'bench'}${EDITION}_${count}`
  const url = withName(serverUrl, name)
  const { rows } = await query<{ datname: string }>(
    serverUrl,
    `select datname from pg_database where datname = '${name}'`,
  )
  if (rows.length > 0) {
    // It may be older than the newest migration.
    migrate(url)
    return url
  }
  const started = performance.now()
  const unfinished = `${name}_unfinished`
  await query(serverUrl, `drop database if exists ${unfinished}`)
  await query(serverUrl, `create database ${unfinished}`)
  migrate(withName(serverUrl, unfinished))
  const client = await connect(withName(serverUrl, unfinished))
  try {
    await generate(client, count, (step) => printProgress(`${name}: ${step}`), named?.names)
  } finally {
    await client.end()
  }
  await query(serverUrl, `alter database ${unfinished} rename to ${name}`)
  printProgress(`${name}: made in ${((performance.now() - started) / 1000).toFixed(1)} s`)
  return url
}

/** Size on disk, as Postgres prints it. */
export async function sizeOf(url: string): Promise<string> {
  const { rows } = await query<{ size: string }>(
    url,
    'select pg_size_pretty(pg_database_size(current_database())) as size',
  )
  return rows[0]?.size ?? '?'
}

/** Reads all its files once, so that the system caches them as far as memory permits. */
export async function readIntoMemory(url: string): Promise<void> {
  const { rows } = await query<{ oid: string }>(
    url,
    'select oid::text from pg_database where datname = current_database()',
  )
  const directory = join(clusterPaths(DIRECTORY).cluster, 'base', rows[0]?.oid ?? '')
  for (const name of readdirSync(directory)) {
    await finished(createReadStream(join(directory, name), { highWaterMark: 1 << 20 }).resume())
  }
}

/** The embedded Postgres; the processes of its connections are its children. */
export function postmasterPid(): number {
  return readPostmaster(DIRECTORY)?.pid ?? NaN
}

/** Creates the tables as a company does, with the product's own command. */
function migrate(url: string): void {
  const { status, stderr } = spawnSync(process.execPath, [MAIN, 'migrate'], {
    env: { DATABASE_URL: url },
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`The migration failed: ${stderr}`)
}

function withName(serverUrl: string, name: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url })
  await client.connect()
  return client
}

async function query<Row extends object>(url: string, sql: string) {
  const client = await connect(url)
  try {
    return await client.query<Row>(sql)
  } finally {
    await client.end()
  }
}

/** Prints progress to standard error; the results go to standard output. */
export function printProgress(line: string): void {
  process.stderr.write(`${line}\n`)
}
