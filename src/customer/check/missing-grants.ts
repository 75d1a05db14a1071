import { QueryError } from '../../database/query-error.ts'
import type { Fault } from '../query-file/annotations.ts'
import type { QueryFile } from '../query-file/query-file.ts'
import { readTokens } from '../query-file/statement-tokens.ts'
import { toFault } from './database-fault.ts'
import type { RunQuery } from './run-query.ts'

const PRIVILEGES = ['select', 'insert', 'update', 'delete'] as const
type Privilege = (typeof PRIVILEGES)[number]

const NAME = String.raw`(?:[\w\u0080-\uffff]+|"(?:[^"]|"")+")`
const USE = new RegExp(
  String.raw`\b(?<verb>insert\s+into|update|delete\s+from|merge\s+into|from|join|using)\s+(?:only\s+)?(?<table>${NAME}(?:\s*\.\s*${NAME})*)`,
  'giu',
)

const NEEDED_BY: Readonly<Record<string, readonly Privilege[]>> = {
  insert: ['insert'],
  update: ['update'],
  delete: ['delete'],
  merge: ['insert', 'update', 'delete'],
}

/** Names that do not resolve, such as those of common table expressions, are skipped. */
const GRANTS = `
  select t.oid::regclass::text, quote_ident(current_user), array_agg(privilege order by n)::text[]
  from (select to_regclass($1)::oid) as t (oid),
    unnest($2::text[]) with ordinality as needed (privilege, n)
  where t.oid is not null and not has_table_privilege(t.oid, privilege)
  group by 1, 2`

/** `generated … as identity` needs no grant. The `case` keeps Postgres from checking an index, which is an error. */
const SEQUENCES = `
  select sequence.oid::regclass::text, quote_ident(current_user)
  from pg_depend join pg_class as sequence on sequence.oid = objid
  where refobjid = to_regclass($1) and deptype = 'a'
    and case when sequence.relkind = 'S' then not has_sequence_privilege(sequence.oid, 'usage') else false end`

/** The schema must be checked first: without `usage` on it, the table cannot be inspected. */
const SCHEMAS = `
  select quote_ident(nspname), quote_ident(current_user)
  from pg_namespace, parse_ident($1) as parts (path)
  where nspname = path[array_upper(path, 1) - 1] and not has_schema_privilege(oid, 'usage')`

const NOT_GRANTED = '42501'

/**
 * If privileges are missing, returns the `grant` statements that fix it.
 *
 * @param variable whose role is affected, such as DATABASE_URL
 * @throws the error itself if the file is not its cause
 */
export async function toFaults(
  error: unknown,
  file: QueryFile,
  query: RunQuery,
  variable: string,
): Promise<Fault[]> {
  if (!(error instanceof QueryError) || error.sqlState !== NOT_GRANTED) return [toFault(file, error)]
  const grants = await findMissingGrants(query, file)
  return grants.length === 0 ? [toFault(file, error)] : grants.map((line) => toGrantFault(line, variable))
}

export function toGrantFault(line: string, variable: string): Fault {
  const message = `${variable}'s role lacks privileges. As the owner of the tables, run: ${line}`
  return { line: null, message }
}

/** @throws {QueryError} */
export async function findMissingGrants(query: RunQuery, file: QueryFile): Promise<string[]> {
  const lines: string[] = []
  for (const [table, privileges] of tablesOf(file.text)) {
    const schemas = (await query(SCHEMAS, [table])).rows
    for (const [name, role] of schemas)
      lines.push(`grant usage on schema ${String(name)} to ${String(role)};`)
    if (schemas.length > 0) continue
    const needed = PRIVILEGES.filter((privilege) => privileges.has(privilege))
    const [grant] = (await query(GRANTS, [table, `{${needed.join(',')}}`])).rows
    if (grant) {
      const [name, role, missing] = grant as [string, string, string[]]
      lines.push(`grant ${missing.join(', ')} on ${name} to ${role};`)
    }
    if (!privileges.has('insert')) continue
    for (const [name, role] of (await query(SEQUENCES, [table])).rows)
      lines.push(`grant usage on sequence ${String(name)} to ${String(role)};`)
  }
  return lines
}

function tablesOf(text: string): Map<string, Set<Privilege>> {
  const code = [...readTokens(text)].map((token) => (token.kind === 'comment' ? ' ' : token.text)).join('')
  const tables = new Map<string, Set<Privilege>>()
  for (const { groups } of code.matchAll(USE)) {
    const { verb = '', table = '' } = groups ?? {}
    const privileges = tables.get(table) ?? new Set<Privilege>(['select'])
    tables.set(table, privileges)
    for (const privilege of NEEDED_BY[verb.split(/\s/, 1)[0]?.toLowerCase() ?? ''] ?? [])
      privileges.add(privilege)
    if (privileges.has('insert') && /\bdo\s+update\b/i.test(code)) privileges.add('update')
  }
  return tables
}
