import { vi } from 'vitest'
import { check } from '../../src/commands/check.ts'
import { StartError } from '../../src/commands/start-error.ts'
import { ConfigError } from '../../src/config/load.ts'
import { QueryFilesError } from '../../src/customer/query-file/query-file.ts'
import { keepOutput, keepSecrets } from './run-log.ts'

/** Runs `check` within this process: to start one of its own takes longer than what is checked. */
export async function runCheck(args: string[], given: Record<string, string>) {
  // A roll-out has one; without it there would be one more warning.
  const SERVER_SECRET = 'a secret of the tests, long enough for a server'
  const env = { PORT: '0', TIME_ZONE: 'UTC', SERVER_SECRET, ...given }
  keepSecrets(env)
  const said = { out: '', err: '' }
  const streams = [
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((said.out += String(text)))),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean((said.err += String(text)))),
  ]
  let code = 0
  try {
    await check(env, args)
  } catch (error) {
    if (![StartError, ConfigError, QueryFilesError].some((known) => error instanceof known)) throw error
    said.err += `${(error as Error).message}\n`
    code = 1
  } finally {
    for (const stream of streams) stream.mockRestore()
  }
  keepOutput(said)
  return { code, ...said }
}
