import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { findNear } from './near-miss.ts'

/** What lies in the folder of the query files, by paths. */
export interface Listing {
  /** In the order of the page. */
  panels: string[]
  /** One line each: what was meant for a panel, and would be missed. */
  faults: string[]
  /** One line each: what is not read. */
  unread: string[]
}

const PANELS = 'panels'
/** Those are read by name. */
const FILES = ['customer.sql', 'search.sql', 'link.sql', 'unlink.sql'] as const

/**
 * Finds `panels/*.sql`. They are ordered by the number that their names begin with, those without one behind, and then
 * by name, character by character.
 */
export function listFiles(directory: string): Listing {
  const listing: Listing = { panels: [], faults: [], unread: [] }
  for (const name of list(directory, listing)) {
    const path = join(directory, name)
    if (FILES.some((known) => known === name) || name === PANELS || isHiddenOther(name)) continue
    const meant = isSql(name) ? findNear(name, FILES) : undefined
    if (name.toLowerCase() === PANELS) listing.faults.push(`${path}: is not read: the folder is named panels`)
    else if (meant) listing.faults.push(`${path}: is not read: the file is named ${meant}`)
    else if (isFolder(path)) listing.unread.push(`${path}: folders other than panels are not read`)
    else if (isSql(name)) listing.unread.push(`${path}: is not read: panels lie in the folder panels`)
    else listing.unread.push(`${path}: is not read`)
  }
  const folder = join(directory, PANELS)
  for (const name of list(folder, listing).sort(comparePanels))
    readPanelName(join(folder, name), name, listing)
  return listing
}

function readPanelName(path: string, name: string, { panels, faults, unread }: Listing): void {
  if (isHiddenOther(name)) return
  if (isFolder(path)) unread.push(`${path}: folders in panels are not read yet`)
  else if (!isSql(name)) unread.push(`${path}: is not read: the names of panels end in .sql`)
  else if (name.startsWith('.')) unread.push(`${path}: is not read: its name begins with a dot`)
  else if (!name.endsWith('.sql'))
    faults.push(`${path}: is not read: its name must end in .sql, in lower case`)
  else if (/^\d+-\.sql$/.test(name)) faults.push(`${path}: has no name behind its number`)
  // What is left of a name in another encoding.
  else if (/[\p{Cc}\ufffd]/u.test(name)) faults.push(`${JSON.stringify(path)}: has a name that is not UTF-8`)
  else panels.push(path)
}

function list(directory: string, { faults }: Listing): string[] {
  try {
    return readdirSync(directory).sort()
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT') faults.push(`${directory}: cannot be read (${code})`)
    return []
  }
}

/** Files that the system, an editor or a mounted volume leaves behind. */
function isHiddenOther(name: string): boolean {
  return name.startsWith('.') && !isSql(name)
}

function isSql(name: string): boolean {
  return name.toLowerCase().endsWith('.sql')
}

/** A broken link is a file that cannot be read. */
function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

function comparePanels(one: string, other: string): number {
  const [a, b] = [splitNumber(one), splitNumber(other)]
  if (a.number !== b.number) return a.number < b.number ? -1 : 1
  return a.rest < b.rest ? -1 : 1
}

function splitNumber(name: string): { number: number; rest: string } {
  const [, digits = '', rest = ''] = /^(\d*)-?(.*)$/su.exec(name) ?? []
  return { number: digits === '' ? Infinity : Number(digits), rest }
}
