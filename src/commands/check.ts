import { basename } from 'node:path'
import type { Config, Environment } from '../config/load.ts'
import { findMisspelt } from '../config/misspelt.ts'
import type { Findings } from '../customer/check/check.ts'
import type { LookupParameters } from '../customer/lookup-parameters.ts'
import { probePanel } from '../customer/check/probe.ts'
import { allPanels, readQueries, type ReadQueries } from '../customer/query-file/queries.ts'
import { QueryFilesError, type QueryFile } from '../customer/query-file/query-file.ts'
import { checkRoles } from '../customer/check/check-roles.ts'
import { findUnopenable } from '../customer/check/check-search.ts'
import { findUnlistedHosts } from '../customer/check/picture-hosts.ts'
import { createRunQuery } from '../customer/check/run-query.ts'
import { findUnfiltered, findUnusedProof } from '../customer/check/unfiltered.ts'
import { runForVisitor } from '../customer/check/visitor-run.ts'
import { openDatabase } from '../database/database.ts'
import { EmbeddedDatabaseError } from '../database/embedded/error.ts'
import { CHECK_HELP, readCheckArguments } from './check-arguments.ts'
import { loadUsableConfig } from './check-config.ts'
import { findAuditFaults } from './audit-sink.ts'
import { findConfigWarnings, toMisspeltWarnings } from './config-warnings.ts'
import { checkDatabase, toStartError } from './check-database.ts'
import { StartError } from './start-error.ts'

/**
 * Checks configuration, database and query files before a roll-out and, given a visitor, runs every file.
 *
 * @throws {StartError} with all faults
 */
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
    const database = await openDatabase(config.database, () => undefined)
    try {
      const { pool } = database
      const { timeoutMs } = config.database
      const { faults, warnings, pending } = await checkDatabase(config, database, files)
      const report = { faults, warnings, otherFaults: [] as string[] }
      if (pending.length > 0)
        report.otherFaults.push(
          `Migrations are pending: ${pending.join(', ')}. Run migrate as the owner of the tables.`,
        )
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

function toSummary({ queries }: ReadQueries): string {
  const list = (panels: readonly QueryFile[], folder = '') =>
    panels.map(({ name, path }) => `${name} (${folder}${basename(path)})`).join(', ') || 'none'
  const search = queries.search ? ', search.sql' : ''
  const windows = queries.windows.map(({ name, panels }) => `Window ${name}: ${list(panels, `${name}/`)}.\n`)
  return `Queries: customer.sql${search}; panels, in this order: ${list(queries.panels)}.\n${windows.join('')}`
}

/** Settings that must match those of the console and of the HTTPS proxy. */
function toRollOut(config: Config, { queries }: ReadQueries): string {
  const { listener, tls, accessTokens, basePath, encryption, frameAncestors, signIn, simulator } = config
  const { mode, keys } = encryption
  const inConsole = {
    off: 'no key',
    custom: 'a key, and built-in parameters not encrypted',
    all: 'a key, and built-in parameters encrypted too',
  }
  const address = `the HTTPS address of this page${accessTokens.length > 0 ? ' with /TOKEN/, one of ACCESS_TOKENS' : ''}`
  const windows = queries.windows.map(({ name }) => `${name}/`).join(', ')
  return [
    `Configuration: encryption ${mode}, ${String(keys.length)} key${keys.length === 1 ? '' : 's'}.`,
    `Listener: ${listener.host}, port ${String(listener.port)}; HTTPS: ${tls ? 'by this server' : 'left to a proxy'}.`,
    `Framed by: ${frameAncestors.join(' ')}.`,
    `In the console (Settings > Iframe): ${address}, without a query; ${inConsole[mode]}.`,
    ...(windows === ''
      ? []
      : [`Give each window an iframe window of its own, with this appended to the address: ${windows}.`]),
    ...(signIn
      ? [
          `Sign-in: ${signIn.issuer.href}; register the redirect URI ORIGIN${basePath}/sign-in/callback there.`,
        ]
      : []),
    ...(simulator ? ['The simulator is on: set SIMULATOR=off where agents work.'] : []),
    '',
  ].join('\n')
}
