import { join } from 'node:path'
import { readOptionalQueryFile, toReport, type QueryFile } from './query-file.ts'

export interface LinkQueries {
  link: QueryFile
  /** Null without `unlink.sql`: links cannot be undone. */
  unlink: QueryFile | null
}

interface ReadLinkFiles {
  /** Null without `link.sql`, or if either file has faults. */
  queries: LinkQueries | null
  reports: string[]
}

/** Required parameters; without them a file would write the same for everybody. */
const REQUIRED = ['visitorImId', 'customerId'] as const

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
  for (const required of REQUIRED)
    if (faults.length === 0 && !file.parameters.includes(required))
      reports.push(`${path}: does not use :${required}`)
  return { file, reports }
}
