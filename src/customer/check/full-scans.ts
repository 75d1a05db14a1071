import { QueryError } from '../../database/query-error.ts'
import { pickValues, type GivenValues } from './probe.ts'
import type { QueryFile } from '../query-file/query-file.ts'
import type { RunQuery } from './run-query.ts'

/** Number of rows above which a full scan per page is slow. */
const LARGE = 10_000

/** Tables that were never analysed have no row estimate, only a size. */
const ROWS = `
  select case when reltuples < 0 then pg_relation_size(c.oid) / 100 else reltuples end::bigint::text
  from pg_class c join pg_namespace n on n.oid = relnamespace
  where nspname = $1 and relname = $2`

const UNREADABLE =
  'could not be explained, so full scans of large tables are not reported: the plan is not JSON'

interface Plan {
  'Node Type': string
  Schema?: string
  'Relation Name'?: string
  'Index Cond'?: string
  Filter?: string
  Plans?: Plan[]
}

/**
 * As planned for one visitor without a channel; nothing is executed. Queries that cannot be explained are skipped.
 */
export async function findFullScans(query: RunQuery, file: QueryFile, base: GivenValues): Promise<string[]> {
  try {
    const { rows } = await query(`explain (verbose, format json) ${file.text}`, pickValues(file, base))
    const plans: unknown = rows[0]?.[0]
    // A pooler may describe the column as text.
    if (!Array.isArray(plans)) return [`${file.path}: ${UNREADABLE}`]
    const [explained] = plans as { Plan: Plan }[]
    const warnings = new Set<string>()
    for (const scan of fullScans(explained?.Plan)) {
      const { Schema: schema = '', 'Relation Name': table = '' } = scan
      const count = Number((await query(ROWS, [schema, table])).rows[0]?.[0] ?? 0)
      if (count >= LARGE) warnings.add(toWarning(file, scan, count))
    }
    return [...warnings]
  } catch (error) {
    if (error instanceof QueryError) return []
    throw error
  }
}

function* fullScans(plan: Plan | undefined): Generator<Plan> {
  if (!plan) return
  const isFilteredIndex =
    /^Index (Only )?Scan$/.test(plan['Node Type']) && plan['Index Cond'] === undefined && plan.Filter
  if (plan['Node Type'] === 'Seq Scan' || isFilteredIndex) yield plan
  for (const inner of plan.Plans ?? []) yield* fullScans(inner)
}

const NO_INDEX = 'an index is missing, or a cast or a function on the column keeps Postgres from using it'
const OR_SUBQUERY =
  'an or beside a subquery keeps Postgres from using an index. Write one subquery: in (select … union all select …)'

function toWarning(
  { path, name }: QueryFile,
  { 'Relation Name': table = '', Filter = '' }: Plan,
  count: number,
) {
  const reason = /\bOR\b/.test(Filter) && Filter.includes('SubPlan') ? OR_SUBQUERY : NO_INDEX
  const each = name === 'search' ? 'search' : 'page'
  return `${path}: reads all of the table ${table} (about ${count.toLocaleString('en')} rows) for each ${each}: ${reason}`
}
