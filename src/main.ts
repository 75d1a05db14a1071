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
import { readText } from './config/text-file.ts'
import { QueryFilesError } from './customer/query-file/query-file.ts'
import { EmbeddedDatabaseError } from './database/embedded/error.ts'
import { MigrationError } from './database/migrations.ts'

type Command = (env: Environment, args: string[]) => void | Promise<void>
const configured =
  (command: (config: Config, args: string[]) => void | Promise<void>): Command =>
  (env, args) =>
    command(loadConfig(env), args)
/** `check` tells the faults of the configuration together with all others. */
const COMMANDS = new Map<string, Command>([
  ['serve', configured(serve)],
  ['check', check],
  ['migrate', configured(migrate)],
  ['sample', configured(sample)],
  ['url', configured(url)],
  ['identity', configured(identity)],
  ['audit', configured(audit)],
])
/** The others take none, so that a slip is not taken for a wish. */
const WITH_ARGUMENTS: ReadonlySet<string> = new Set(['check', 'url', 'identity', 'audit'])

/** Errors whose message is written for whoever started the process. */
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
    // `process.loadEnvFile` loses the first variable behind a byte order mark.
    for (const [name, value] of Object.entries(parseEnv(readText('.env')))) process.env[name] ??= value
  }
  await command(process.env, rest)
}

/** Names the system's and Postgres's errors (a port in use, a refused password); the rest is ours, with its stack. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (USER_FACING_ERRORS.some((known) => error instanceof known)) return error.message
  if ('code' in error) return `${error.message} (${String(error.code)})`.trim()
  return error.stack ?? error.message
}

// A reader that goes away, as in `… sample | head`, is no reason to fail.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)

// As the first process of a container, Node is not ended by a signal that nobody listens to: a start that waits for the
// database would outlive its stop. Once up, `serve` does this its own way.
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => process.exit(128 + constants.signals[signal]))
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`)
  process.exitCode = 1
})
