import { join } from 'node:path'
import type { ColumnFormat } from './column-format.ts'
import { readLinkFiles, type LinkQueries } from './link-files.ts'
import { listFiles } from './panel-files.ts'
import {
  QueryFilesError,
  readOptionalQueryFile,
  readQueryFile,
  toReport,
  type QueryFile,
  type ReadFile,
} from './query-file.ts'

/** A page of its own: the same customer with other panels. */
interface Window {
  /** Of its folder, and in its address. */
  name: string
  /** In the order of the page. Their names begin with the window's: `orders/history`. */
  panels: readonly QueryFile[]
}

export interface Queries {
  customer: QueryFile
  /** Those of the page without a window's name, in its order. */
  panels: readonly QueryFile[]
  windows: readonly Window[]
  /** Null where there is none: then nothing is searched. */
  search: QueryFile | null
  /** Null where there is no `link.sql`: then nothing is linked. */
  linking: LinkQueries | null
}

/** The files as they were read, though they may have faults. */
export interface ReadQueries {
  queries: Queries
  /** Files of which the database can say what else is wrong. */
  describable: readonly QueryFile[]
  /** Files with whose statement nothing is wrong as far as it has been read. */
  runnable: readonly QueryFile[]
  /** Every fault of every file, one line each. */
  reports: readonly string[]
  /** What lies in the folder and is not read, one line each. */
  unread: readonly string[]
}

/**
 * Reads `customer.sql`, the panels of every window, and those of the other files that there are; and whatever can be told
 * of their faults.
 *
 * @param basePath what stands before every address, such as `/crm`, or nothing
 */
export function readQueries(directory: string, basePath = ''): ReadQueries {
  const listing = listFiles(directory, basePath)
  const customer = readQueryFile(join(directory, 'customer.sql'), 'customer')
  const panels = listing.panels.map((path) => readQueryFile(path))
  const windows = listing.windows.map((window) => ({
    name: window.name,
    panels: window.panels.map((path) => inWindow(window.name, readQueryFile(path))),
  }))
  const search = readOptionalQueryFile(join(directory, 'search.sql'), 'search')
  const everyPanel = [...panels, ...windows.flatMap((window) => window.panels)]
  const files = [customer, ...everyPanel, ...(search ? [search] : [])]
  const reports = files.flatMap(({ file, faults }) => faults.map((fault) => toReport(file.path, fault)))
  const fileOf = ({ file }: ReadFile) => file
  const linking = readLinkFiles(directory)
  reports.push(...sameNames(everyPanel.map(fileOf)), ...listing.faults, ...linking.reports)
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

/**
 * The same, where nothing is wrong with any of them.
 *
 * @throws {QueryFilesError} with every fault of every file
 */
export function loadQueries(directory: string): Queries {
  const { queries, reports } = readQueries(directory)
  if (reports.length > 0) throw new QueryFilesError(reports)
  return queries
}

/** The files that show pictures. */
export function filesWithPictures(queries: Queries): QueryFile[] {
  const isPicture = ({ display, members }: ColumnFormat): boolean =>
    display === 'image' || members.some(({ format }) => isPicture(format))
  const { customer, search } = queries
  const files = [customer, ...allPanels(queries), ...(search ? [search] : [])]
  return files.filter(({ columns }) => [...columns.values()].some(({ format }) => isPicture(format)))
}

/** Every panel of every window. */
export function allPanels({ panels, windows }: Pick<Queries, 'panels' | 'windows'>): readonly QueryFile[] {
  return [...panels, ...windows.flatMap((window) => window.panels)]
}

/** No name of a file has a slash, so panels of other windows have other names. */
function inWindow(window: string, read: ReadFile): ReadFile {
  return { ...read, file: { ...read.file, name: `${window}/${read.file.name}` } }
}

/** The page, the JSON and the log tell panels apart by name. */
function sameNames(panels: readonly QueryFile[]): string[] {
  const seen = new Map<string, string>()
  return panels.flatMap(({ name, path }) => {
    const other = seen.get(name)
    seen.set(name, path)
    return other === undefined ? [] : [`${path}: there is a panel ${name} already (${other})`]
  })
}
