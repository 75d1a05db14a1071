import { AUDIT_PREFIX } from '../audit/audit.ts'
import { CHAIN_PURPOSE } from '../audit/chain.ts'
import { readLines } from '../audit/read-lines.ts'
import { createVerifier } from '../audit/verify.ts'
import { createAccessReport } from '../audit/access-report.ts'
import type { Config } from '../config/load.ts'
import { createLogId } from '../logging/log-id.ts'
import { createKeyDerivation } from '../secrets/server-secret.ts'
import { readArguments } from './arguments.ts'
import { StartError } from './start-error.ts'

const HELP = `Reads the audit log. FILES may be rotated and compressed (.gz), in any order; - is the standard input.

  npm run --silent audit -- verify FILES…
  npm run --silent audit -- who CUSTOMER [FILES…]

verify finds lines that were altered, deleted, moved or inserted. It needs lines written with AUDIT_CHAIN=on, and the
SERVER_SECRET they were written with (also as SERVER_SECRET_PREVIOUS). Exit status 0: complete. 1: something is wrong, or
there are no audit lines. 2: unknown, because a process begins or ends outside of these files, or a line is broken off.

who lists who saw, opened, revealed or linked a customer, given by id or by the digest in the log (h:…). Without FILES
it reads AUDIT_FILE.
`

/** Exit status if the files are consistent in themselves, but start or end within a chain. */
const INCOMPLETE = 2

export async function audit(config: Config, args: string[]): Promise<void> {
  const { values, positionals } = readArguments(args, { help: { type: 'boolean', short: 'h' } }, true)
  const [command, ...rest] = values.help ? [] : positionals
  const own = config.audit.file === undefined ? [] : [config.audit.file]
  if (command === undefined) process.stdout.write(HELP)
  else if (command === 'verify') await verify(config, rest.length > 0 ? rest : own)
  else if (command === 'who') await printAccess(config, rest[0], rest.length > 1 ? rest.slice(1) : own)
  else throw new StartError('The command is verify or who. See --help.')
}

async function verify({ serverSecrets }: Config, files: string[]): Promise<void> {
  if (!serverSecrets) throw new StartError('verify needs SERVER_SECRET. See --help.')
  const verifier = createVerifier(createKeyDerivation(serverSecrets)(CHAIN_PURPOSE))
  await readAll(files, (file) => {
    verifier.startFile()
    return (line, number, isComplete) => verifier.addLine(line, `${file}:${String(number)}`, isComplete)
  })
  const { lines, faults, gaps, processes } = verifier.result()
  print(faults.map((fault) => `wrong  ${fault}`))
  print(gaps.map((what) => `open   ${what}`))
  print(processes.map((process) => `seen   ${process}`))
  print([`${String(lines)} audit lines: ${toSummary(faults.length, gaps.length, lines)}`])
  process.exitCode = faults.length > 0 || lines === 0 ? 1 : gaps.length > 0 ? INCOMPLETE : 0
}

function toSummary(faults: number, gaps: number, lines: number): string {
  if (lines === 0) return 'there are none in these files'
  if (faults > 0) return 'something is wrong'
  return gaps > 0 ? 'nothing is wrong with what is there' : 'everything is there'
}

async function printAccess(
  { serverSecrets, database, logIdPattern }: Config,
  customer: string | undefined,
  files: string[],
): Promise<void> {
  if (!customer) throw new StartError('who needs a customer. See --help.')
  const secrets = serverSecrets ?? (database.url === undefined ? null : ([database.url] as const))
  const keys = secrets ? createKeyDerivation(secrets)('log id') : []
  const digests = keys.map((key) => createLogId({ key, pattern: logIdPattern })('customer', customer))
  const describe = createAccessReport(new Set([customer, ...digests.filter((id) => id !== null)]))
  let lines = 0
  let found = 0
  await readAll(files, () => (line) => {
    if (line.startsWith(AUDIT_PREFIX)) lines += 1
    const entry = describe(line)
    if (entry === null) return
    found += 1
    print([entry])
  })
  // Otherwise, the wrong file or the wrong secret would look like a customer whom nobody saw.
  if (found === 0) process.stderr.write(`None of ${String(lines)} audit lines names this customer.\n`)
}

/** @throws {StartError} with the name of the file that cannot be read */
async function readAll(
  files: string[],
  begin: (file: string) => Parameters<typeof readLines>[1],
): Promise<void> {
  if (files.length === 0) throw new StartError('No FILES, and no AUDIT_FILE. See --help.')
  for (const file of files) {
    await readLines(file, begin(file)).catch((error: unknown) => {
      const { code } = error as { code?: string }
      if (code === undefined) throw error
      throw new StartError(`${file} cannot be read (${code})`)
    })
  }
}

function print(lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''))
}
