import type { Config, Environment } from '../config/load.ts'
import { findMisspelt } from '../config/misspelt.ts'
import type { Findings } from '../customer/check/check.ts'
import type { LookupParameters } from '../customer/lookup-parameters.ts'
import { probePanel } from '../customer/check/probe.ts'
import { allPanels, readQueries, type ReadQueries } from '../customer/query-file/queries.ts'
import { QueryFilesError } from '../customer/query-file/query-file.ts'
import { checkRoles } from '../customer/check/check-roles.ts'
import { findUnlistedHosts } from '../customer/check/picture-hosts.ts'
import { createRunQuery } from '../customer/check/run-query.ts'
import { findUnfiltered, findUnopenable, findUnusedProof } from '../customer/check/unused-parameters.ts'
import { runForVisitor } from '../customer/check/visitor-run.ts'
import { openDatabase } from '../database/database.ts'
import { EmbeddedDatabaseError } from '../database/embedded/error.ts'
import { CHECK_HELP, readCheckArguments } from './check-arguments.ts'
import { loadUsableConfig } from './check-config.ts'
import { findAuditFaults } from './audit-sink.ts'
import { findConfigWarnings, toMisspeltWarnings } from './config-warnings.ts'
import { checkDatabase } from './check-database.ts'
import { toStartError } from './connect-error.ts'
import { toRollOut, toSummary } from './check-summary.ts'
import { StartError } from './start-error.ts'

/** @throws {StartError} with all faults */
export async function check(env: Environment, args: string[]): Promise<void> {
  const { help, toParameters } = readCheckArguments(args)
  if (help) {
    process.stdout.write(CHECK_HELP)
    return
  }
  const { config, error, hasDatabase } = loadUsableConfig(env)
  const files = readQueries(config.queries.directory, config.basePath)
  const parameters = toParameters?.(config.defaultLanguage)
  const report = hasDatabase ? await reportOnDatabase(config, files, parameters) : WITHOUT_DATABASE
  // With faults, the other variables count as unset, so that only names can be judged.
  const configWarnings = error ? toMisspeltWarnings(findMisspelt(env)) : findConfigWarnings(config)
  const { warnings = [], otherFaults } = report
  // If the configuration has faults, the sign-in counts as unset.
  const isSignInKnown = error === null || !env['OIDC_ISSUER']
  const roleFindings = isSignInKnown
    ? checkRoles(files.queries, config.signIn && config.signIn.roles)
    : { faults: [], warnings: [] }
  const faults = [...(report.faults ?? files.reports), ...roleFindings.faults]
  for (const warning of [
    ...configWarnings.map(({ note }) => note),
    ...files.unread,
    ...findUnfiltered(files.queries, files.runnable),
    // A file that cannot be read uses no parameter.
    ...(files.runnable.includes(files.queries.customer)
      ? [...findUnusedProof(files.queries, config.identity.keys.length > 0), ...findUnopenable(files.queries)]
      : []),
    ...(error ? [] : findUnlistedHosts(files.queries, config.imageHosts)),
    ...roleFindings.warnings,
    ...warnings,
  ])
    process.stderr.write(`Warning: ${warning}.\n`)
  process.stdout.write(toSummary(files))
  const messages = [
    ...(error ? [error.message] : []),
    ...(faults.length > 0 ? [new QueryFilesError(faults).message] : []),
    ...otherFaults,
    ...(configWarnings.some(({ event }) => event === 'certificate_out_of_date')
      ? ['TLS_CERT_FILE is out of date.']
      : []),
    ...(await findAuditFaults(config.audit.file)),
  ]
  if (messages.length > 0) throw new StartError(messages.join('\n'))
  process.stdout.write(`${toRollOut(config, files)}No faults found.\n`)
}

interface DatabaseReport extends Partial<Findings> {
  otherFaults: string[]
}

const WITHOUT_DATABASE: DatabaseReport = {
  otherFaults: ['The database was not checked: its variables are wrong.'],
}

async function reportOnDatabase(
  config: Config,
  files: ReadQueries,
  parameters: LookupParameters | undefined,
): Promise<DatabaseReport> {
  try {
    // An external database is left as it is, whatever a start would do to it.
    const { url, migrateOnStart } = config.database
    const options = { ...config.database, migrateOnStart: migrateOnStart && url === undefined }
    const database = await openDatabase(options, () => undefined)
    try {
      const { pool } = database
      const { timeoutMs } = config.database
      const { faults, warnings, pending } = await checkDatabase(config, database, files)
      const report = { faults, warnings, otherFaults: [] as string[] }
      if (pending.length > 0) {
        const message = `Migrations are pending: ${pending.join(', ')}`
        if (migrateOnStart) warnings.push(`${message}; a start runs them, because of MIGRATE_ON_START`)
        else report.otherFaults.push(`${message}. Run migrate as the owner of the tables.`)
      }
      const query = createRunQuery(pool, timeoutMs)
      // Files that the database rejects are not run.
      if (faults.length === 0)
        for (const panel of allPanels(files.queries)) warnings.push(...(await probePanel(query, panel)))
      if (parameters) {
        const run = await runForVisitor(files, parameters, { pool, timeoutMs })
        const { channel, lang } = parameters
        process.stdout.write(
          `This visitor, with channel ${channel ?? 'null'} and language ${lang ?? 'null'}:\n` +
            run.results.map((result) => `  ${result}\n`).join(''),
        )
        warnings.push(...run.warnings)
        if (run.faults.length > 0) report.otherFaults.push(['For this visitor:', ...run.faults].join('\n  '))
      }
      return report
    } finally {
      await database.close()
    }
  } catch (error) {
    const reason = toStartError(error)
    if (reason instanceof StartError || reason instanceof EmbeddedDatabaseError)
      return { otherFaults: [reason.message] }
    throw error
  }
}
