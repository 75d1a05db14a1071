import { QueryError } from '../../database/query-error.ts'
import { toReport, type QueryFile } from '../query-file/query-file.ts'
import { orQueryError, toArray, type RunQuery } from './run-query.ts'
import { findUsedObjects, PRIVILEGES } from './used-objects.ts'

/** Policies are for certain roles and their members, or for all (0). What none permits finds or changes no row. */
const UNPERMITTED = `
  select t.oid::regclass::text, quote_ident(current_user), array_agg(command order by n)::text[]
  from unnest($1::text[], $2::text[]) with ordinality as given (name, command, n), lateral (select to_regclass(name)::oid) as t (oid)
  where row_security_active(t.oid) and not exists (
    select from pg_policy, unnest(polroles) as role
    where polrelid = t.oid and polpermissive and (role = 0 or pg_has_role(role, 'usage'))
      and polcmd in ('*', case command when 'select' then 'r' when 'insert' then 'a' when 'update' then 'w' else 'd' end)
  )
  group by 1, 2
  order by 1`

/** Warns of row-level security in which no policy is for the role: tables seem empty, and links fail. */
export async function findRowSecurity(query: RunQuery, file: QueryFile): Promise<string[]> {
  const uses = [...findUsedObjects(file.text).tables].flatMap(([table, privileges]) =>
    PRIVILEGES.filter((privilege) => privileges.has(privilege)).map(
      (privilege) => [table, privilege] as const,
    ),
  )
  const values = [toArray(uses.map(([table]) => table)), toArray(uses.map(([, privilege]) => privilege))]
  const found = await query(UNPERMITTED, values).catch(orQueryError)
  if (found instanceof QueryError) return []
  return (found.rows as [string, string, string[]][]).map(([table, role, commands]) => {
    const command = commands.length > 1 ? 'all' : (commands[0] ?? '')
    // A row that is inserted is checked, not selected.
    const condition = command === 'insert' ? 'with check' : 'using'
    const policy = `create policy ${role} on ${table} for ${command} to ${role} ${condition} (true)`
    const message = `row-level security permits the role no ${commands.join(', ')} on ${table}: no policy is for it. As the owner, run: ${policy}`
    return toReport(file.path, { line: null, message })
  })
}
