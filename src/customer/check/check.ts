import type { FieldDef, Pool } from 'pg'
import { QueryError } from '../../database/query-error.ts'
import type { Fault } from '../query-file/annotations.ts'
import { checkColumns, findOtherName, findUnnamed } from './check-columns.ts'
import { checkTemplates, type Described } from './check-templates.ts'
import { findEncoding } from './encoding.ts'
import { findUnfitFormats } from './format-types.ts'
import { findUnfitAlerts } from './unfit-alerts.ts'
import { findFullScans } from './full-scans.ts'
import { findRowSecurity } from './row-security.ts'
import { toFaults } from './missing-grants.ts'
import { findAcceptedIds, pickValues, probeIds, probeValues, type KnownValues } from './probe.ts'
import { probeSearch } from './check-search.ts'
import type { Queries, ReadQueries } from '../query-file/queries.ts'
import { toReport, withoutRows, type QueryFile } from '../query-file/query-file.ts'
import { positionOf } from '../row-set.ts'
import { createRunQuery, orQueryError, type RunQuery } from './run-query.ts'

export interface Findings {
  faults: string[]
  warnings: string[]
}

interface Options {
  pool: Pool
  timeoutMs: number
  knownValues: KnownValues
}

/**
 * @returns every fault of every file, parse faults first
 * @throws {QueryError} if the database is unavailable
 */
export async function checkQueries(
  { queries, describable, reports }: ReadQueries,
  { pool, timeoutMs, knownValues }: Options,
): Promise<Findings> {
  const query = createRunQuery(pool, timeoutMs)
  const faults = [...reports]
  const warnings = await findEncoding(query)
  let customer: Described | null = null
  for (const file of describable) {
    const found = await checkFile(file, queries, customer, query, knownValues)
    if (file === queries.customer && found.columns) customer = { file, columns: found.columns }
    faults.push(...found.faults.map((fault) => toReport(file.path, fault)))
    warnings.push(...found.warnings)
  }
  return { faults, warnings }
}

async function checkFile(
  file: QueryFile,
  queries: Queries,
  customer: Described | null,
  query: RunQuery,
  knownValues: KnownValues,
): Promise<{ faults: Fault[]; warnings: string[]; columns?: readonly string[] }> {
  const described = await query(withoutRows(file.text), pickValues(file, {})).catch(orQueryError)
  if (described instanceof QueryError) {
    // Without rows a statement takes no time, unless a table is locked or the server is overloaded, which passes.
    if (described.failure === 'late') throw described
    return { faults: await toFaults(described, file, query, 'DATABASE_URL'), warnings: [] }
  }
  try {
    const { fields } = described
    const names = fields.map(({ name }) => name)
    const faults = [...checkColumns(file, names), ...checkTemplates({ file, columns: names }, customer)]
    const isCustomer = file === queries.customer
    const isSearch = file === queries.search
    if (isCustomer || isSearch) faults.push(...(await checkId(file, fields, query)))
    if (isCustomer) faults.push(...(await probeIds(query, file)))
    const warnings = [
      ...findUnnamed(file, names),
      ...(isCustomer || isSearch ? findOtherName(file, names) : []),
      ...findUnfitFormats(file, fields),
      ...findUnfitAlerts(file, fields),
      ...(await findRowSecurity(query, file)),
    ]
    if (isSearch) {
      const found = await probeSearch(query, file)
      return { faults: [...faults, ...found.faults], warnings: [...warnings, ...found.warnings] }
    }
    const base = await findAcceptedIds(query, file)
    if (base) {
      const found = await probeValues(query, file, { base, knownValues })
      faults.push(...found.faults)
      warnings.push(...found.warnings, ...(await findFullScans(query, file, base)))
    }
    return { faults, warnings, columns: names }
  } catch (error) {
    return { faults: await toFaults(error, file, query, 'DATABASE_URL'), warnings: [] }
  }
}

/** Accepts numbers and text: Postgres's categories for numbers, strings and enums, and uuid. */
const ID_TYPE = `select typcategory in ('N', 'S', 'E') or typname = 'uuid' from pg_type where oid = $1`

async function checkId(
  { columns }: QueryFile,
  fields: readonly FieldDef[],
  query: RunQuery,
): Promise<Fault[]> {
  const annotation = columns.get('id')
  const id = fields[positionOf(fields, 'id')]
  if (!id) {
    const names = fields.map(({ name }) => name).join(', ')
    const message = `must return a column id, which identifies the customer; it returns ${names}`
    return [{ line: null, message }]
  }
  const { rows } = await query(ID_TYPE, [String(id.dataTypeID)])
  if (rows[0]?.[0] === false) return [{ line: null, message: 'the column id must be a number or text' }]
  return annotation?.format.mask ? [{ line: annotation.line, message: 'the column id cannot be masked' }] : []
}
