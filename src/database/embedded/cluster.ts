import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Account } from './account.ts'
import type { Binaries } from './binaries.ts'
import { EmbeddedDatabaseError } from './error.ts'

export const SUPERUSER = 'postgres'

/** Making a cluster takes a second; none is under way any more after this long. */
const ABANDONED_AFTER_MS = 120_000
const WORKSHOP = 'new-'

/** Where the parts of an embedded database lie below its directory. */
export function clusterPaths(directory: string) {
  return {
    cluster: join(directory, 'cluster'),
    log: join(directory, 'postgres.log'),
    supervisor: join(directory, 'supervisor.pid'),
  }
}

/** The superuser's password, kept inside the cluster so that both are made and deleted together. */
export function readPassword(directory: string): string {
  return readFileSync(join(clusterPaths(directory).cluster, 'password'), 'utf8').trim()
}

/**
 * Makes the cluster unless it exists. It appears under its name only when whole, so an interrupted start leaves
 * nothing that looks like a database, and of two simultaneous starts one keeps its own and both use it.
 */
export function ensureCluster(directory: string, binaries: Binaries, account: Account): void {
  const { cluster } = clusterPaths(directory)
  removeAbandoned(directory)
  if (!existsSync(cluster)) createCluster(directory, binaries, account)
  const major = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim()
  if (major !== binaries.major) {
    throw new EmbeddedDatabaseError(
      `${cluster} was made by Postgres ${major}, and this version brings Postgres ${binaries.major}. ` +
        'It holds sample data only, unless you put something there: delete it, or set EMBEDDED_DATABASE_DIR.',
    )
  }
}

/** What a start left behind that was killed while it made a cluster. */
function removeAbandoned(directory: string): void {
  for (const name of readdirSync(directory)) {
    const path = join(directory, name)
    if (!name.startsWith(WORKSHOP) || Date.now() - statSync(path).mtimeMs < ABANDONED_AFTER_MS) continue
    rmSync(path, { recursive: true, force: true })
  }
}

function createCluster(directory: string, binaries: Binaries, account: Account): void {
  const { cluster } = clusterPaths(directory)
  const workshop = mkdtempSync(join(directory, WORKSHOP))
  const unfinished = join(workshop, 'cluster')
  const passwordFile = join(workshop, 'password')
  writeFileSync(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 })
  if (account) for (const path of [workshop, passwordFile]) chownSync(path, account.uid, account.gid)
  const args = [
    ...['--pgdata', unfinished, '--username', SUPERUSER, '--pwfile', passwordFile],
    ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C', '--no-sync'],
    // The built-in provider folds case the same way on every platform and needs nothing from the system.
    ...['--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
  ]
  const made = spawnSync(binaries.initdb, args, { cwd: workshop, encoding: 'utf8', env: {}, ...account })
  if (made.status !== 0) {
    rmSync(workshop, { recursive: true, force: true })
    const words = made.stderr.trim() || made.error?.message || 'no message'
    throw new EmbeddedDatabaseError(`initdb could not make the embedded database: ${words}`)
  }
  try {
    renameSync(passwordFile, join(unfinished, 'password'))
    renameSync(unfinished, cluster)
  } catch (error) {
    if (!existsSync(cluster)) throw error
  } finally {
    rmSync(workshop, { recursive: true, force: true })
  }
}
