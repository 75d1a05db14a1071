import type { Config } from '../config/load.ts'
import { readQueries } from '../customer/query-file/queries.ts'
import { QueryFilesError } from '../customer/query-file/query-file.ts'
import { checkRoles } from '../customer/check/check-roles.ts'
import { findUnopenable } from '../customer/check/check-search.ts'
import { findUnfiltered, findUnusedProof } from '../customer/check/unfiltered.ts'
import { openDatabase } from '../database/database.ts'
import { createHostRules } from '../http/middleware/allowed-hosts.ts'
import { isLoopback } from '../config/host-name.ts'
import { describeError } from '../logging/describe-error.ts'
import { createThrottledLog } from '../logging/throttled-log.ts'
import { openLog, type Log } from '../logging/log.ts'
import { toSampleBase, toSampleUrls } from '../database/sample/sample-urls.ts'
import { createServices } from '../services.ts'
import { toSimulatorUrl } from '../simulator/origins.ts'
import { checkDatabase, DatabaseDownError } from './check-database.ts'
import { checkPorts } from './check-ports.ts'
import { openListeners } from './listeners.ts'
import { stopOnSignal } from './stop-on-signal.ts'

/** Read as early as can be: who started the process may be gone before it is up. */
const PARENT = process.ppid

/** Serves the page until a signal, or the end of the embedded database, stops the process. */
export async function serve(config: Config): Promise<void> {
  const { log, output: logOutput } = openLog(config.logLevel)
  const files = readQueries(config.queries.directory, config.basePath)
  const { queries } = files
  const ofRoles = checkRoles(queries, config.signIn && config.signIn.roles)
  const reports = [...files.reports, ...ofRoles.faults]
  if (reports.length > 0) throw new QueryFilesError(reports)
  const connectionLost = createThrottledLog((count, error: Error) =>
    log.warn({ event: 'connection_lost', count, error: describeError(error) }),
  )
  await checkPorts(config)
  const database = await openDatabase(config.database, connectionLost.record)
  try {
    await checkDatabase(config, database, files)
      .then(({ faults, warnings }) => {
        if (faults.length > 0) throw new QueryFilesError(faults)
        for (const warning of [...files.unread, ...warnings]) log.warn({ event: 'query_warning', warning })
      })
      .catch((error: unknown) => {
        // A database that is down may come back; anything else would be a page of errors for every agent.
        if (!(error instanceof DatabaseDownError)) throw error
        log.warn({ event: 'queries_unchecked', error: describeError(error) })
      })
    for (const warning of findUnfiltered(queries)) log.warn({ event: 'query_unfiltered', warning })
    for (const warning of [
      ...ofRoles.warnings,
      ...findUnopenable(queries),
      ...findUnusedProof(queries, config.identity.keys.length > 0),
    ])
      log.warn({ event: 'query_warning', warning })
    const services = createServices(config, database, queries, logOutput)
    let draining = false
    const listeners = await openListeners({ config, services, log, logOutput, isDraining: () => draining })
    stopOnSignal({
      log,
      flushLog: logOutput.flush,
      timeoutMs: config.shutdownTimeoutMs,
      databaseEnded: database.ended,
      parent: config.startedByNpm ? PARENT : undefined,
      async stop() {
        draining = true
        await listeners.close(config.shutdownTimeoutMs * SHARE_FOR_TRAFFIC)
        await services.linking.proved?.settle()
        await database.close()
      },
    })
    warn(config, database.embeddedIn !== undefined, log)
    const { url, opsUrl, redirectUrl } = listeners
    log.info({ event: 'started', url, opsUrl, redirectUrl, encryption: config.encryption.mode })
    if (database.embeddedIn !== undefined) welcome(url, config, database.embeddedIn)
  } catch (error) {
    await database.close()
    throw error
  }
}

/** Of the time for a stop: how much may pass until no more requests come; the rest is for what is under way. */
const SHARE_FOR_TRAFFIC = 0.5

/** What works, and is perhaps not meant. */
function warn(config: Config, isEmbedded: boolean, log: Log): void {
  const { encryption, accessTokens, listener, serverSecrets, signIn, simulator } = config
  for (const variable of encryption.longKeys) {
    log.warn({ event: 'long_key', variable, note: 'only the first 8 characters of a DES key count' })
  }
  if (serverSecrets === undefined && !isEmbedded) {
    const note =
      'without SERVER_SECRET, keys are made of DATABASE_URL: whoever sees a digest of the log can guess a weak password'
    log.warn({ event: 'no_server_secret', note })
  }
  if (accessTokens.length === 0 && signIn === null && !isLoopback(listener.host)) {
    const note =
      'without ACCESS_TOKENS, whoever reaches this port can read customers whose visitor id they know'
    log.warn({ event: 'open_access', note })
  }
  if (createHostRules(config).isUnrestricted) {
    const note = 'the page answers to any Host: set ALLOWED_HOSTS to the names that it is asked for under'
    log.warn({ event: 'any_host', note })
  }
  if (simulator && (!isEmbedded || !isLoopback(listener.host))) {
    log.warn({
      event: 'simulator_on',
      note: 'whoever reaches it can encrypt and decrypt with the key, and sign proofs of identity',
    })
  }
}

/** For the developer's terminal only: with sample customers there is nothing to hide. */
function welcome(url: string, config: Config, directory: string): void {
  const base = toSampleBase(url, config)
  const console = config.simulator ? `The agent console, simulated:\n\n  ${toSimulatorUrl(base)}\n\n` : ''
  const lines = toSampleUrls(base, config.encryption).map((sample) => `  ${sample.label}\n    ${sample.url}`)
  process.stderr.write(
    `\nThe page is up, with sample customers from the embedded database in ${directory}:\n\n` +
      `${lines.join('\n')}\n\n${console}Stop with Ctrl-C.\n\n`,
  )
}
