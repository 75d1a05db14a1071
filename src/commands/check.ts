import type { Config } from '../config/load.ts'
import { findUnfiltered } from '../customer/check.ts'
import { loadQueries } from '../customer/queries.ts'
import { openDatabase } from '../database/database.ts'
import { checkDatabase } from './check-database.ts'

/** Sees before a roll-out that configuration, database and query files fit. Says what is wrong, all at once. */
export async function check(config: Config): Promise<void> {
  const queries = loadQueries(config.queries.directory)
  const database = await openDatabase(config.database, () => undefined)
  try {
    await checkDatabase(config, database.pool, queries)
    for (const warning of findUnfiltered(queries)) process.stderr.write(`Warning: ${warning}.\n`)
    const names = queries.panels.map(({ name }) => name).join(', ') || 'none'
    const { mode, keys } = config.encryption
    process.stdout.write(
      `Configuration: encryption ${mode}, ${String(keys.length)} key${keys.length === 1 ? '' : 's'}.\n` +
        `Queries: customer.sql; panels: ${names}.\n${toRollOut(config)}Everything fits.\n`,
    )
  } finally {
    await database.close()
  }
}

/** What has to agree with the console and with whoever serves HTTPS. */
function toRollOut({ listener, tls, accessTokens, encryption, frameAncestors, simulator }: Config): string {
  const inConsole = {
    off: 'no key',
    custom: 'a key, and built-in parameters not encrypted',
    all: 'a key, and built-in parameters encrypted too',
  }
  const address = `the HTTPS address of this page${accessTokens.length > 0 ? ' with /TOKEN/, one of ACCESS_TOKENS' : ''}`
  return [
    `Listener: ${listener.host}, port ${String(listener.port)}; HTTPS: ${tls ? 'by itself' : 'by whatever stands before it'}.`,
    `Framed by: ${frameAncestors.join(' ')}.`,
    `In the console (Settings > Iframe): ${address}, without a query; ${inConsole[encryption.mode]}.`,
    ...(simulator ? ['The simulator is on: SIMULATOR=off where agents work.'] : []),
    '',
  ].join('\n')
}
