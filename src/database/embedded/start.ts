import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { canReach, chooseAccount, type Account } from './account.ts'
import { findBinaries, shortHash } from './binaries.ts'
import { SUPERUSER, clusterPaths, ensureCluster, readPassword } from './cluster.ts'
import { EmbeddedDatabaseError } from './error.ts'
import { findPort, launch, type RunningPostgres } from './launch.ts'
import { isOrphaned, readPostmaster } from './pid-files.ts'
import { stopPostmaster } from './stop-leftover.ts'
import { privateTemporaryDirectory } from './private-directory.ts'

export interface EmbeddedPostgres extends Omit<RunningPostgres, 'port'> {
  /** Of the superuser; secret. */
  url: string
  directory: string
}

interface Options {
  directory: string
  durable?: boolean
  nextPort?: () => Promise<number>
}

/** How long to wait for the Postgres of a killed process, which is about to stop. */
const HANDOVER_MS = 4_000
const RETRY_MS = 250
const MAX_PORTS = 6
const PORT_TAKEN = 'could not create any TCP/IP sockets'

/** @throws {EmbeddedDatabaseError} if there is none for the platform, or another process uses the directory */
export async function startEmbeddedPostgres({
  directory,
  durable = true,
  nextPort = findPort,
}: Options): Promise<EmbeddedPostgres> {
  try {
    return await start(resolve(directory), durable, nextPort)
  } catch (error) {
    if (!isFileError(error)) throw error
    const { code, path } = error
    const place = `The embedded database in ${directory} cannot be used`
    const message = PERMISSION_CODES.has(code)
      ? `${place} by this account (${code}, ${path}). Start as its owner, or set EMBEDDED_DATABASE_DIR or DATABASE_URL.`
      : `${place} (${code}, ${path}). Set EMBEDDED_DATABASE_DIR to another directory, or set DATABASE_URL.`
    throw new EmbeddedDatabaseError(message, { cause: error })
  }
}

async function start(
  wanted: string,
  durable: boolean,
  nextPort: () => Promise<number>,
): Promise<EmbeddedPostgres> {
  const account = chooseAccount(clusterPaths(wanted).cluster)
  // First, so that no directory is created where there is no Postgres to use it, as in the Docker image.
  const binaries = findBinaries(account)
  const directory = prepareDirectory(wanted, account)
  ensureCluster(directory, binaries, account)
  const tryToLaunch = (port: number) => launch({ directory, binaries, account, durable, port })
  for (let waited = 0; ; waited += RETRY_MS) {
    const running = await launchOnFreePort(tryToLaunch, nextPort)
    if (typeof running !== 'string') {
      const { port, ended, stop } = running
      const url = `postgres://${SUPERUSER}:${readPassword(directory)}@127.0.0.1:${String(port)}/postgres`
      return { url, directory, ended, stop }
    }
    if (!running.includes('postmaster.pid')) {
      throw new EmbeddedDatabaseError(`The embedded Postgres did not start: ${running}`)
    }
    const owner = readPostmaster(directory)
    if (owner && isOrphaned(directory, owner)) await stopPostmaster(directory, owner.port)
    if (owner?.status !== 'stopping' && waited >= HANDOVER_MS) {
      throw new EmbeddedDatabaseError(
        `The embedded database in ${directory} is in use${owner ? ` (Postgres process ${String(owner.pid)})` : ''}. Stop the ` +
          'server that uses it, or give this one its own with EMBEDDED_DATABASE_DIR or DATABASE_URL.',
      )
    }
    await sleep(RETRY_MS)
  }
}

/** Tries further ports if another process takes one between finding it free and using it. */
async function launchOnFreePort(
  tryToLaunch: (port: number) => ReturnType<typeof launch>,
  nextPort: () => Promise<number>,
): ReturnType<typeof launch> {
  for (let ports = 1; ; ports += 1) {
    const running = await tryToLaunch(await nextPort())
    const isTaken = typeof running === 'string' && running.includes(PORT_TAKEN)
    if (!isTaken || ports === MAX_PORTS) return running
  }
}

/** A directory that the account cannot enter, such as one below root's home, is replaced by a temporary one. */
function prepareDirectory(directory: string, account: Account): string {
  mkdirSync(directory, { recursive: true, mode: 0o755 })
  return canReach(account, directory)
    ? directory
    : privateTemporaryDirectory(`hyphenate-crm-page-data-${shortHash(directory)}`)
}

const PERMISSION_CODES: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EROFS'])

function isFileError(error: unknown): error is Error & { code: string; path: string } {
  return error instanceof Error && 'code' in error && 'path' in error
}
