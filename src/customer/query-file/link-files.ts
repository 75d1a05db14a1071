import { basename, join } from 'node:path'
import { lstatSync } from 'node:fs'
import { LINK_PARAMETERS, type LinkParameter } from './link-parameters.ts'
import { LINES_BEFORE, toReport } from './query-file.ts'
import { readQuerySource } from './query-source.ts'
import { readStatementOf, type Statement } from './statement.ts'

/** One statement that writes, which is run as it stands. */
export interface WriteFile extends Statement<LinkParameter> {
  /** The file's name without its ending. */
  name: string
  path: string
}

export interface LinkQueries {
  link: WriteFile
  /** Null where there is no such file: then no link can be undone. */
  unlink: WriteFile | null
}

export interface ReadLinkFiles {
  /** Null where there is no `link.sql`, or something is wrong with it or the other file. */
  queries: LinkQueries | null
  /** Every fault, one line each. */
  reports: string[]
}

const WRITING = {
  begins: new Set(['insert', 'update', 'delete', 'merge', 'with', 'select']),
  refusal: 'a statement that links begins with insert, update, delete, merge, with or select, not',
  parameters: LINK_PARAMETERS,
}

/** What such a file is about: without it, it would write the same for everybody. */
const NEEDED = ['visitorImId', 'customerId'] as const

/** Reads `link.sql` and `unlink.sql`, neither of which need be there. */
export function readLinkFiles(directory: string): ReadLinkFiles {
  const [link, unlink] = (['link.sql', 'unlink.sql'] as const).map((name) => readFile(join(directory, name)))
  const reports = [...(link?.reports ?? []), ...(unlink?.reports ?? [])]
  if (unlink && !link) reports.push(`${unlink.file.path}: there is no link.sql beside it`)
  const queries =
    link && reports.length === 0 ? { link: link.file, unlink: unlink ? unlink.file : null } : null
  return { queries, reports }
}

function readFile(path: string): { file: WriteFile; reports: string[] } | null {
  if (!lstatSync(path, { throwIfNoEntry: false })) return null
  const source = readQuerySource(path)
  const name = basename(path, '.sql')
  if ('fault' in source)
    return { file: { name, path, text: '', parameters: [] }, reports: [toReport(path, source.fault)] }
  const { statement, faults } = readStatementOf(WRITING, source.text)
  const { parameters } = statement
  const reports = faults.map((fault) => toReport(path, fault))
  for (const needed of NEEDED)
    if (!parameters.includes(needed)) reports.push(`${path}: does not use :${needed}`)
  // Faults that the database finds are told by lines as for all other files, which are wrapped.
  return { file: { name, path, text: '\n'.repeat(LINES_BEFORE) + statement.text, parameters }, reports }
}
