import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { parseEnv } from 'node:util'
import { audit } from './commands/audit.ts'
import { check } from './commands/check.ts'
import { identity } from './commands/identity.ts'
import { migrate } from './commands/migrate.ts'
import { sample } from './commands/sample.ts'
import { serve } from './commands/serve.ts'
import { StartError } from './commands/start-error.ts'
import { url } from './commands/url.ts'
import { ConfigError, loadConfig, type Config, type Environment } from './config/load.ts'
import { readText, toReadFault } from './config/text-file.ts'
import { QueryFilesError } from './customer/query-file/query-file.ts'
import { EmbeddedDatabaseError } from './database/embedded/error.ts'
import { MigrationError } from './database/migrations.ts'

type Command = (env: Environment, args: string[]) => void | Promise<void>
const configured =
  (command: (config: Config, args: string[]) => void | Promise<void>): Command =>
  (env, args) =>
    command(loadConfig(env), args)
/** `check` reports configuration faults together with all others, so it loads the configuration itself. */
const COMMANDS = new Map<string, Command>([
  ['serve', configured(serve)],
  ['check', check],
  ['migrate', configured(migrate)],
  ['sample', configured(sample)],
  ['url', configured(url)],
  ['identity', configured(identity)],
  ['audit', configured(audit)],
])
/** Other commands reject arguments, so that typos are not ignored. */
const WITH_ARGUMENTS: ReadonlySet<string> = new Set(['check', 'url', 'identity', 'audit'])

const USER_FACING_ERRORS = [
  StartError,
  ConfigError,
  QueryFilesError,
  EmbeddedDatabaseError,
  MigrationError,
] as const

async function main([name = 'serve', ...rest]: string[]): Promise<void> {
  const command = COMMANDS.get(name)
  if (!command || (rest.length > 0 && !WITH_ARGUMENTS.has(name)))
    throw new StartError(`Usage: node dist/main.js [${[...COMMANDS.keys()].join(' | ')}]`)
  if (existsSync('.env')) {
    for (const [name, value] of Object.entries(parseEnv(readEnvFile()))) process.env[name] ??= value
  }
  await command(process.env, rest)
}

/** `process.loadEnvFile` loses the first variable after a byte order mark. Comments may be in any encoding. */
function readEnvFile(): string {
  try {
    return readText('.env')
  } catch (error) {
    throw new StartError(`.env is a file that ${toReadFault(error)}`)
  }
}

/** System and Postgres errors (port in use, wrong password) by message and code, internal errors by their stack. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (USER_FACING_ERRORS.some((known) => error instanceof known)) return error.message
  if ('code' in error) return `${error.message} (${String(error.code)})`.trim()
  return error.stack ?? error.message
}

// A closed pipe, as in `… sample | head`, is not an error.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)

// As PID 1, Node ignores signals without a handler. Once running, `serve` handles them itself.
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => process.exit(128 + constants.signals[signal]))
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`)
  process.exitCode = 1
})
