import type { FieldDef, Pool } from 'pg'
import { queryReadOnly } from '../../database/read-only.ts'
import { toUnprepared } from '../../database/bound-statement.ts'
import type { Fault } from '../query-file/annotations.ts'
import { checkColumns } from './check-columns.ts'
import { findChosenRows, type DescribedFile } from './chosen-rows.ts'
import { checkTemplates, type Described } from './check-templates.ts'
import { findUnfitFormats } from './format-types.ts'
import { findFullScans } from './full-scans.ts'
import { toFaults } from './missing-grants.ts'
import { findAcceptedIds, probeIds, probeValues, type KnownValues } from './probe.ts'
import { probeSearch } from './check-search.ts'
import type { Queries, ReadQueries } from '../query-file/queries.ts'
import { toReport, withoutRows, type QueryFile } from '../query-file/query-file.ts'

/** Results of a check, one line each. */
export interface Findings {
  faults: string[]
  /** Findings that are valid but rarely intended. */
  warnings: string[]
}

interface Options {
  pool: Pool
  /** Time limit of a statement in milliseconds. */
  timeoutMs: number
  /** Possible values of `:channel` and `:lang`. */
  knownValues: KnownValues
}

/**
 * Checks every query against the live database: describes it, and runs it with representative values.
 *
 * @returns every fault of every file, parse faults first
 * @throws {QueryError} if the database is unavailable
 */
export async function checkQueries(read: ReadQueries, options: Options): Promise<Findings> {
  const { queries, describable, reports } = read
  const faults = [...reports]
  const warnings: string[] = []
  /** The columns of the customer, which panel titles may use. */
  let customer: Described | null = null
  const described: DescribedFile[] = []
  for (const file of describable) {
    const found = await checkFile(file, queries, customer, options)
    if (found.fields) {
      described.push({ file, fields: found.fields })
      if (file === queries.customer) customer = { file, columns: toNames(found.fields) }
    }
    faults.push(...found.faults.map((fault) => toReport(file.path, fault)))
    warnings.push(...found.warnings)
  }
  return { faults, warnings: [...warnings, ...findChosenRows(described, queries)] }
}

const toNames = (fields: readonly FieldDef[]) => fields.map(({ name }) => name)

async function checkFile(
  file: QueryFile,
  queries: Queries,
  customer: Described | null,
  { pool, timeoutMs, knownValues }: Options,
): Promise<{ faults: Fault[]; warnings: string[]; fields?: readonly FieldDef[] }> {
  try {
    const fields = await describe(file, pool, timeoutMs)
    const names = toNames(fields)
    const faults = [...checkColumns(file, names), ...checkTemplates({ file, columns: names }, customer)]
    const isCustomer = file === queries.customer
    const isSearch = file === queries.search
    if (isCustomer || isSearch) faults.push(...(await checkId(file, fields, pool, timeoutMs)))
    if (isCustomer) faults.push(...(await probeIds(pool, file, timeoutMs)))
    const warnings = findUnfitFormats(file, fields)
    if (isSearch) {
      const found = await probeSearch(pool, file, timeoutMs)
      return { faults: [...faults, ...found.faults], warnings: [...warnings, ...found.warnings], fields }
    }
    const base = await findAcceptedIds(pool, file, timeoutMs)
    if (base) {
      const found = await probeValues(pool, file, timeoutMs, { base, known: knownValues })
      faults.push(...found.faults)
      warnings.push(...found.warnings, ...(await findFullScans(pool, file, timeoutMs, base)))
    }
    return { faults, warnings, fields }
  } catch (error) {
    return {
      faults: await toFaults(error, file, { pool, timeoutMs, variable: 'DATABASE_URL' }),
      warnings: [],
    }
  }
}

/** Describes a query by running it with all parameters null and `limit 0`. */
async function describe(file: QueryFile, pool: Pool, timeoutMs: number): Promise<readonly FieldDef[]> {
  const statement = toUnprepared(withoutRows(file.text), timeoutMs)
  const { fields } = await queryReadOnly(pool, { statement, values: file.parameters.map(() => null) })
  return fields
}

/** Accepts numbers and text: Postgres's categories for numbers, strings and enums, and uuid. */
const ID_TYPE = `select typcategory in ('N', 'S', 'E') or typname = 'uuid' from pg_type where oid = $1`

async function checkId(
  { columns }: QueryFile,
  fields: readonly FieldDef[],
  pool: Pool,
  timeoutMs: number,
): Promise<Fault[]> {
  const annotation = columns.get('id')
  const id = fields.findLast(({ name }) => name === 'id')
  if (!id) {
    const names = fields.map(({ name }) => name).join(', ')
    const message = `must return a column id, by which the customer is known; it returns ${names}`
    return [{ line: null, message }]
  }
  const values = [String(id.dataTypeID)]
  const { rows } = await queryReadOnly(pool, { statement: toUnprepared(ID_TYPE, timeoutMs), values })
  if (rows[0]?.[0] === false) return [{ line: null, message: 'the column id must be a number or text' }]
  return annotation?.format.mask ? [{ line: annotation.line, message: 'the column id cannot be masked' }] : []
}
