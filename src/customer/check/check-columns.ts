import { findUnusedName, NAME_COLUMNS } from '../name-columns.ts'
import type { Fault } from '../query-file/annotations.ts'
import { isCurrencyCode } from '../query-file/column-format.ts'
import { toSqlName } from '../query-file/column-name.ts'
import { toReport, type QueryFile } from '../query-file/query-file.ts'

const ELSEWHERE = 'and another shows it as its currency, colour or address'

export function checkColumns(file: QueryFile, columns: readonly string[]): Fault[] {
  const faults: Fault[] = []
  const known = `it returns ${columns.join(', ')}`
  const duplicates = columns.filter((name, index) => columns.indexOf(name) < index)
  for (const name of new Set(duplicates))
    faults.push({ line: null, message: `returns two columns ${name}: rename one of them with as` })
  for (const [name, { format, line }] of file.columns) {
    if (!columns.includes(name)) faults.push({ line, message: `there is no column ${name}; ${known}` })
    const { display, argument } = format
    const isCode =
      display === 'money' && isCurrencyCode(argument ?? '') && !isMiscased(argument ?? '', columns)
    if (argument !== null && !isCode && !columns.includes(argument)) {
      faults.push({ line, message: `${display ?? ''}(${argument}) names no column; ${known}` })
    }
  }
  for (const name of file.masked) {
    const { line = null } = file.columns.get(name) ?? {}
    if (file.arguments.has(name)) faults.push({ line, message: `column ${name} is masked, ${ELSEWHERE}` })
  }
  for (const [name, line] of file.hidden) {
    if (file.arguments.has(name)) faults.push({ line, message: `column ${name} is hidden, ${ELSEWHERE}` })
    if (!columns.includes(name))
      faults.push({ line, message: `there is no column ${name} to hide; ${known}` })
  }
  return faults
}

/** What Postgres calls an expression without a name. */
const UNNAMED = '?column?'

export function findUnnamed(file: QueryFile, columns: readonly string[]): string[] {
  if (!columns.includes(UNNAMED) || file.columns.has(UNNAMED) || file.hidden.has(UNNAMED)) return []
  const message = `a column without a name is shown as ${UNNAMED}: name it with as`
  return [toReport(file.path, { line: null, message })]
}

/** Returns a warning if the customer's name is probably in a column that the heading does not use. */
export function findOtherName(file: QueryFile, columns: readonly string[]): string[] {
  const name = findUnusedName(columns.filter((column) => !file.hidden.has(column)))
  if (name === null) return []
  const message = `no column is named ${NAME_COLUMNS.join(', ')}, so the heading is the id: rename one with as (${toSqlName(name)} as name)`
  return [toReport(file.path, { line: null, message })]
}

/** Three letters are read as a currency, even where a column `cur` was meant by `CUR`. */
function isMiscased(code: string, columns: readonly string[]): boolean {
  const isCurrency = Intl.supportedValuesOf('currency').includes(code.toUpperCase())
  return !isCurrency && columns.some((name) => name.toLowerCase() === code.toLowerCase())
}
