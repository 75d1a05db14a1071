import { join } from 'node:path'
import type { ColumnFormat } from './column-format.ts'
import { readLinkFiles, type LinkQueries } from './link-files.ts'
import { listFiles } from './panel-files.ts'
import {
  readOptionalQueryFile,
  readQueryFile,
  toReport,
  type QueryFile,
  type ReadFile,
} from './query-file.ts'

/** A separate page: the same customer with other panels. */
interface Window {
  name: string
  /** In page order. Their names are prefixed with the window's: `orders/history`. */
  panels: readonly QueryFile[]
}

export interface Queries {
  customer: QueryFile
  panels: readonly QueryFile[]
  windows: readonly Window[]
  /** Null without `search.sql`. */
  search: QueryFile | null
  /** Null without `link.sql`. */
  linking: LinkQueries | null
}

export interface ReadQueries {
  queries: Queries
  describable: readonly QueryFile[]
  runnable: readonly QueryFile[]
  reports: readonly string[]
  unread: readonly string[]
}

/** Checks everything that can be checked without the database. `basePath` is as `/crm`, or empty. */
export function readQueries(directory: string, basePath = ''): ReadQueries {
  const listing = listFiles(directory, basePath)
  const customer = readQueryFile(join(directory, 'customer.sql'), 'customer')
  const panels = listing.panels.map((path) => readQueryFile(path))
  const windows = listing.windows.map((window) => ({
    name: window.name,
    panels: window.panels.map((path) => withWindowPrefix(window.name, readQueryFile(path))),
  }))
  const search = readOptionalQueryFile(join(directory, 'search.sql'), 'search')
  const everyPanel = [...panels, ...windows.flatMap((window) => window.panels)]
  const files = [customer, ...everyPanel, ...(search ? [search] : [])]
  const reports = files.flatMap(({ file, faults }) => faults.map((fault) => toReport(file.path, fault)))
  const fileOf = ({ file }: ReadFile) => file
  const linking = readLinkFiles(directory)
  reports.push(...findDuplicateNames(everyPanel.map(fileOf)), ...listing.faults, ...linking.reports)
  return {
    queries: {
      customer: customer.file,
      panels: panels.map(fileOf),
      windows: windows.map((window) => ({ ...window, panels: window.panels.map(fileOf) })),
      search: search && search.file,
      linking: linking.queries,
    },
    describable: files.filter(({ canDescribe }) => canDescribe).map(fileOf),
    runnable: files.filter(({ canRun }) => canRun).map(fileOf),
    reports,
    unread: listing.unread,
  }
}

export function filesWithPictures(queries: Queries): QueryFile[] {
  const isPicture = ({ display, members }: ColumnFormat): boolean =>
    display === 'image' || members.some(({ format }) => isPicture(format))
  const { customer, search } = queries
  const files = [customer, ...allPanels(queries), ...(search ? [search] : [])]
  return files.filter(({ columns }) => [...columns.values()].some(({ format }) => isPicture(format)))
}

export function allPanels({ panels, windows }: Pick<Queries, 'panels' | 'windows'>): readonly QueryFile[] {
  return [...panels, ...windows.flatMap((window) => window.panels)]
}

/** File names contain no slash, so panels of different windows have different names. */
function withWindowPrefix(window: string, read: ReadFile): ReadFile {
  return { ...read, file: { ...read.file, name: `${window}/${read.file.name}` } }
}

/** Panel names must be unique: the page, the JSON and the log identify panels by name. */
function findDuplicateNames(panels: readonly QueryFile[]): string[] {
  const seen = new Map<string, string>()
  return panels.flatMap(({ name, path }) => {
    const other = seen.get(name)
    seen.set(name, path)
    return other === undefined ? [] : [`${path}: there is a panel ${name} already (${other})`]
  })
}
