import { join } from 'node:path'
import { readOptionalQueryFile, toReport, type QueryFile } from './query-file.ts'

export interface LinkQueries {
  link: QueryFile
  /** Null where there is no such file: then no link can be undone. */
  unlink: QueryFile | null
}

interface ReadLinkFiles {
  /** Null where there is no `link.sql`, or something is wrong with it or the other file. */
  queries: LinkQueries | null
  /** Every fault, one line each. */
  reports: string[]
}

/** What such a file is about: without them it would write the same for everybody. */
const NEEDED = ['visitorImId', 'customerId'] as const

/** Reads `link.sql` and `unlink.sql`, neither of which need be there. */
export function readLinkFiles(directory: string): ReadLinkFiles {
  const link = readFile(join(directory, 'link.sql'))
  const unlink = readFile(join(directory, 'unlink.sql'))
  const reports = [...(link?.reports ?? []), ...(unlink?.reports ?? [])]
  if (unlink && !link) reports.push(`${unlink.file.path}: there is no link.sql beside it`)
  const queries = link && reports.length === 0 ? { link: link.file, unlink: unlink && unlink.file } : null
  return { queries, reports }
}

function readFile(path: string): { file: QueryFile; reports: string[] } | null {
  const read = readOptionalQueryFile(path, 'link')
  if (!read) return null
  const { file, faults } = read
  const reports = faults.map((fault) => toReport(path, fault))
  for (const needed of NEEDED)
    if (faults.length === 0 && !file.parameters.includes(needed))
      reports.push(`${path}: does not use :${needed}`)
  return { file, reports }
}
