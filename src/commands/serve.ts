import { BUILD_INFO } from '../build-info.ts'
import type { Config } from '../config/load.ts'
import { readQueries } from '../customer/query-file/queries.ts'
import { QueryFilesError } from '../customer/query-file/query-file.ts'
import { checkRoles } from '../customer/check/check-roles.ts'
import { findUnfiltered, findUnopenable, findUnusedProof } from '../customer/check/unused-parameters.ts'
import { openDatabase } from '../database/database.ts'
import { describeError } from '../logging/describe-error.ts'
import { createThrottledLog } from '../logging/throttled-log.ts'
import { openLog } from '../logging/log.ts'
import { toSampleUrls } from '../database/sample/sample-urls.ts'
import { createServices } from '../services.ts'
import { toSimulatorUrl } from '../simulator/origins.ts'
import { startAudit, openAuditSink } from './audit-sink.ts'
import { checkAtStart } from './check-at-start.ts'
import { checkDatabase } from './check-database.ts'
import { rethrowConnectError } from './connect-error.ts'
import { checkPorts } from './check-ports.ts'
import { findConfigWarnings } from './config-warnings.ts'
import { openListeners } from './listeners.ts'
import { toPageAddress } from './page-address.ts'
import { stopOnSignal } from './stop-on-signal.ts'

/** Read as early as possible: the parent may have exited before the start is complete. */
const PARENT_PID = process.ppid

/** Until a signal or the exit of the embedded database. */
export async function serve(config: Config): Promise<void> {
  const { log, output: logOutput } = openLog(config.logLevel)
  const files = readQueries(config.queries.directory, config.basePath)
  const { queries } = files
  const roleFindings = checkRoles(queries, config.signIn && config.signIn.roles)
  const reports = [...files.reports, ...roleFindings.faults]
  if (reports.length > 0) throw new QueryFilesError(reports)
  const connectionLost = createThrottledLog((count, error: Error) =>
    log.warn({ event: 'connection_lost', count, error: describeError(error) }),
  )
  await checkPorts(config)
  const auditSink = await openAuditSink(config.audit.file, { log, output: logOutput })
  const database = await openDatabase(config.database, connectionLost.record).catch(rethrowConnectError)
  try {
    for (const warning of files.unread) log.warn({ event: 'query_warning', warning })
    const queryCheck = await checkAtStart({ check: () => checkDatabase(config, database, files), log })
    for (const warning of findUnfiltered(queries)) log.warn({ event: 'query_unfiltered', warning })
    for (const warning of [
      ...roleFindings.warnings,
      ...findUnopenable(queries),
      ...findUnusedProof(queries, config.identity.keys.length > 0),
    ])
      log.warn({ event: 'query_warning', warning })
    const services = createServices(config, database, queries, { logOutput, auditSink })
    await startAudit(services.audit)
    let draining = false
    const unreadyReasons = () => (draining ? (['draining'] as const) : queryCheck.unreadyReasons())
    const listeners = await openListeners({ config, services, log, unreadyReasons })
    stopOnSignal({
      log,
      flushLog: logOutput.flush,
      timeoutMs: config.shutdownTimeoutMs,
      databaseEnded: database.ended,
      parent: config.startedByNpm ? PARENT_PID : undefined,
      async stop() {
        draining = true
        await listeners.close(config.shutdownTimeoutMs * SHARE_FOR_TRAFFIC)
        await services.linking.backgroundLinker?.settle()
        queryCheck.stop()
        await database.close()
        await services.audit.end()
      },
    })
    for (const warning of findConfigWarnings(config)) log.warn(warning)
    const { url, opsUrl, redirectUrl } = listeners
    log.info({
      event: 'started',
      url,
      opsUrl,
      redirectUrl,
      encryption: config.encryption.mode,
      ...BUILD_INFO,
    })
    if (database.embeddedDirectory !== undefined) printWelcome(url, config, database.embeddedDirectory)
  } catch (error) {
    await database.close()
    throw error
  }
}

/** The share of SHUTDOWN_TIMEOUT_MS for draining, while new requests are served; the rest is for in-flight requests. */
const SHARE_FOR_TRAFFIC = 0.5

/** Only for a developer's terminal: the sample customers are not secret. */
function printWelcome(url: string, config: Config, directory: string): void {
  const base = toPageAddress(url, config)
  const console = config.simulator ? `The agent console, simulated:\n\n  ${toSimulatorUrl(base)}\n\n` : ''
  const lines = toSampleUrls(base, config.encryption).map((sample) => `  ${sample.label}\n    ${sample.url}`)
  process.stderr.write(
    `\nThe page is up, with sample customers from the embedded database in ${directory}:\n\n` +
      `${lines.join('\n')}\n\n${console}Stop with Ctrl-C.\n\n`,
  )
}
