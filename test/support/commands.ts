import { vi } from 'vitest'
import { check } from '../../src/commands/check.ts'
import { StartError } from '../../src/commands/start-error.ts'
import { ConfigError, loadConfig, type Config } from '../../src/config/load.ts'
import { QueryFilesError } from '../../src/customer/query-file/query-file.ts'
import { PATIENT } from './patient.ts'
import { keepOutput, keepSecrets } from './run-log.ts'

/** Runs `check` within this process. */
export function runCheck(args: string[], given: Record<string, string>) {
  // As in a roll-out; without it there would be another warning.
  const SERVER_SECRET = 'a secret of the tests, long enough for a server'
  const env = { PORT: '0', TIME_ZONE: 'UTC', SERVER_SECRET, ...PATIENT, ...given }
  return runWithin(env, () => check(env, args))
}

/** Runs a command that takes the configuration within this process. */
export function runCommand(
  command: (config: Config, args: string[]) => void | Promise<void>,
  args: string[],
  given: Record<string, string>,
) {
  const env = { PORT: '0', TIME_ZONE: 'UTC', ...PATIENT, ...given }
  return runWithin(env, () => command(loadConfig(env), args))
}

/**
 * Returns a command's output and exit code. It runs in this process, since starting one takes longer than most
 * commands.
 */
async function runWithin(env: Record<string, string>, run: () => void | Promise<void>) {
  keepSecrets(env)
  const output = { out: '', err: '' }
  const streams = [
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((output.out += String(text)))),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean((output.err += String(text)))),
  ]
  let code = 0
  try {
    await run()
  } catch (error) {
    if (![StartError, ConfigError, QueryFilesError].some((known) => error instanceof known)) throw error
    output.err += `${(error as Error).message}\n`
    code = 1
  } finally {
    for (const stream of streams) stream.mockRestore()
  }
  keepOutput(output)
  return { code, ...output }
}
