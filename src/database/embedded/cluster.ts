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

/** Creating a cluster takes a second; anything older than this was abandoned. */
const ABANDONED_AFTER_MS = 120_000
/** Of temporary directories. No other directory has such a name, since abandoned ones are deleted. */
const WORK_PREFIX = 'unfinished-cluster-'

export function clusterPaths(directory: string) {
  return {
    cluster: join(directory, 'cluster'),
    log: join(directory, 'postgres.log'),
    supervisor: join(directory, 'supervisor.pid'),
  }
}

/** The superuser's password is kept inside the cluster, so that both are created and deleted together. */
export function readPassword(directory: string): string {
  return readFileSync(join(clusterPaths(directory).cluster, 'password'), 'utf8').trim()
}

/**
 * The cluster gets its final name only when complete, so an interrupted start leaves nothing that looks like one. If
 * two processes start at once, both use the one that is renamed first.
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

function removeAbandoned(directory: string): void {
  for (const name of readdirSync(directory)) {
    const path = join(directory, name)
    if (!name.startsWith(WORK_PREFIX) || Date.now() - statSync(path).mtimeMs < ABANDONED_AFTER_MS) continue
    rmSync(path, { recursive: true, force: true })
  }
}

function createCluster(directory: string, binaries: Binaries, account: Account): void {
  const { cluster } = clusterPaths(directory)
  const workDirectory = mkdtempSync(join(directory, WORK_PREFIX))
  const unfinished = join(workDirectory, 'cluster')
  const passwordFile = join(workDirectory, 'password')
  writeFileSync(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 })
  if (account) for (const path of [workDirectory, passwordFile]) chownSync(path, account.uid, account.gid)
  const args = [
    ...['--pgdata', unfinished, '--username', SUPERUSER, '--pwfile', passwordFile],
    ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C', '--no-sync'],
    // The built-in provider folds case the same way on every platform, and does not depend on the system's locales.
    ...['--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
  ]
  const made = spawnSync(binaries.initdb, args, { cwd: workDirectory, encoding: 'utf8', env: {}, ...account })
  if (made.status !== 0) {
    rmSync(workDirectory, { recursive: true, force: true })
    const words = made.stderr.trim() || made.error?.message || 'no message'
    throw new EmbeddedDatabaseError(`initdb could not make the embedded database: ${words}`)
  }
  try {
    renameSync(passwordFile, join(unfinished, 'password'))
    renameSync(unfinished, cluster)
  } catch (error) {
    if (!existsSync(cluster)) throw error
  } finally {
    rmSync(workDirectory, { recursive: true, force: true })
  }
}
