import { QueryError } from '../../database/query-error.ts'
import type { Fault } from '../query-file/annotations.ts'
import type { QueryFile } from '../query-file/query-file.ts'
import { toFault } from './database-fault.ts'
import { toArray, type RunQuery } from './run-query.ts'
import { findUsedObjects, PRIVILEGES, type Privilege } from './used-objects.ts'

/**
 * Names that do not resolve, such as those of common table expressions, are skipped. A role that may read or write some
 * columns is missing only others that the file names, as the table may also contain passwords. Without names ($3), all
 * others count.
 */
const GRANTS = `
  select t.oid::regclass::text, quote_ident(current_user), array_agg(missing order by n)::text[]
  from (select to_regclass($1)::oid) as t (oid),
    unnest($2::text[]) with ordinality as needed (privilege, n),
    lateral (select case
      when privilege = 'delete' then privilege
      when not has_any_column_privilege(t.oid, privilege) then privilege
      else (
        select privilege || ' (' || string_agg(quote_ident(attname), ', ' order by attnum) || ')'
        from pg_attribute
        where attrelid = t.oid and attnum > 0 and not attisdropped and ($3::text[] is null or attname = any($3))
          and not has_column_privilege(t.oid, attnum, privilege)
      )
    end) as l (missing)
  where t.oid is not null and not has_table_privilege(t.oid, privilege) and missing is not null
  group by 1, 2`

/** `generated … as identity` needs no grant. The `case` keeps Postgres from checking an index, which is an error. */
const SEQUENCES = `
  select sequence.oid::regclass::text, quote_ident(current_user)
  from pg_depend join pg_class as sequence on sequence.oid = objid
  where refobjid = to_regclass($1) and deptype = 'a'
    and case when sequence.relkind = 'S' then not has_sequence_privilege(sequence.oid, 'usage') else false end`

/** The schema must be checked first: without `usage` on it, what it contains cannot be inspected. */
const SCHEMAS = `
  select quote_ident(nspname), quote_ident(current_user)
  from pg_namespace, parse_ident($1) as parts (path)
  where nspname = path[array_upper(path, 1) - 1] and not has_schema_privilege(oid, 'usage')`

const FUNCTIONS = `
  select pg_proc.oid::regprocedure::text, quote_ident(current_user)
  from unnest($1::text[]) as given (name), parse_ident(name) as parts (path), pg_proc
  where proname = path[array_upper(path, 1)] and not has_function_privilege(pg_proc.oid, 'execute')
    and case when array_length(path, 1) = 1 then pg_function_is_visible(pg_proc.oid)
      else pronamespace = to_regnamespace(quote_ident(path[array_upper(path, 1) - 1])) end
  order by 1`

type Used = Omit<ReturnType<typeof findUsedObjects>, 'columns'> & { columns: ReadonlySet<string> | null }

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
  const used = findUsedObjects(file.text)
  const named = await findMissingGrants(query, used)
  // A statement that reads all columns with an asterisk names none of them.
  const grants = named.length > 0 ? named : await findMissingGrants(query, { ...used, columns: null })
  return grants.length === 0 ? [toFault(file, error)] : grants.map((line) => toGrantFault(line, variable))
}

export function toGrantFault(line: string, variable: string): Fault {
  const message = `${variable}'s role lacks privileges. As the owner of the tables, run: ${line}`
  return { line: null, message }
}

/** @throws {QueryError} */
export async function findMissingGrants(
  query: RunQuery,
  { tables, functions, columns }: Used,
): Promise<string[]> {
  const lines = new Set<string>()
  const closed = new Set<string>()
  for (const path of [...tables.keys(), ...[...functions].filter((name) => name.includes('.'))]) {
    for (const [schema, role] of (await query(SCHEMAS, [path])).rows) {
      lines.add(`grant usage on schema ${String(schema)} to ${String(role)};`)
      closed.add(path)
    }
  }
  const open = [...tables].filter(([table]) => !closed.has(table))
  for (const line of await findTableGrants(query, open, columns)) lines.add(line)
  for (const [table, privileges] of open) {
    if (!privileges.has('insert')) continue
    for (const [name, role] of (await query(SEQUENCES, [table])).rows)
      lines.add(`grant usage on sequence ${String(name)} to ${String(role)};`)
  }
  const called = [...functions].filter((name) => !closed.has(name))
  for (const [name, role] of (await query(FUNCTIONS, [toArray(called)])).rows)
    lines.add(`grant execute on function ${String(name)} to ${String(role)};`)
  return [...lines]
}

/** One line for all tables that lack the same privileges. */
async function findTableGrants(
  query: RunQuery,
  tables: readonly [string, ReadonlySet<Privilege>][],
  columns: ReadonlySet<string> | null,
): Promise<string[]> {
  const grants = new Map<string, { names: Set<string>; role: string }>()
  for (const [table, privileges] of tables) {
    const needed = PRIVILEGES.filter((privilege) => privileges.has(privilege))
    const values = [table, toArray(needed), columns && toArray(columns)]
    for (const [name, role, missing] of (await query(GRANTS, values)).rows as [string, string, string[]][]) {
      const key = missing.join(', ')
      grants.set(key, { names: (grants.get(key)?.names ?? new Set()).add(name), role })
    }
  }
  return Array.from(
    grants,
    ([missing, { names, role }]) => `grant ${missing} on ${[...names].join(', ')} to ${role};`,
  )
}
