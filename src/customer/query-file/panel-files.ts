import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { findNear } from '../../near-miss.ts'
import { findNameFault } from './window-name.ts'

interface WindowFiles {
  name: string
  panels: string[]
}

export interface Listing {
  /** Files directly in `panels/`, in page order. */
  panels: string[]
  windows: WindowFiles[]
  /** Probably meant as a panel or window. */
  faults: string[]
  unread: string[]
}

const PANELS = 'panels'
const FILES = ['customer.sql', 'search.sql', 'link.sql', 'unlink.sql'] as const

/**
 * Ordered by numeric prefix, those without one last, and then by name, character by character.
 *
 * @param basePath URL prefix such as `/crm`, or empty
 */
export function listFiles(directory: string, basePath = ''): Listing {
  const listing: Listing = { panels: [], windows: [], faults: [], unread: [] }
  for (const name of list(directory, listing)) {
    const path = join(directory, name)
    if (FILES.some((known) => known === name) || name === PANELS || isOtherHiddenFile(name)) continue
    const intended = isSql(name) ? findNear(name, FILES) : undefined
    if (name.toLowerCase() === PANELS) listing.faults.push(`${path}: is not read: the folder is named panels`)
    else if (intended) listing.faults.push(`${path}: is not read: the file is named ${intended}`)
    else if (isFolder(path)) listing.unread.push(`${path}: folders other than panels are not read`)
    else if (isSql(name)) listing.unread.push(`${path}: is not read: panels lie in the folder panels`)
    else listing.unread.push(`${path}: is not read`)
  }
  const { panels, folders } = listPanels(join(directory, PANELS), listing)
  listing.panels = panels
  for (const name of folders) addWindow(join(directory, PANELS, name), { name, basePath }, listing)
  return listing
}

function addWindow(path: string, { name, basePath }: { name: string; basePath: string }, listing: Listing) {
  const { faults, windows } = listing
  const fault = findNameFault(name, basePath)
  if (fault !== null) {
    faults.push(`${JSON.stringify(path).slice(1, -1)}: ${fault}`)
    return
  }
  const faultsBefore = faults.length
  const { panels, folders } = listPanels(path, listing)
  for (const folder of folders)
    faults.push(`${join(path, folder)}: is not read: a window’s panels lie directly in its folder`)
  if (panels.length > 0) windows.push({ name, panels })
  // Otherwise its other faults explain why.
  else if (faults.length === faultsBefore)
    faults.push(`${path}: has no panels: a window is a folder with at least one file NAME.sql`)
}

function listPanels(folder: string, listing: Listing): { panels: string[]; folders: string[] } {
  const names = list(folder, listing).filter((name) => !isOtherHiddenFile(name))
  const folders = names.filter((name) => isFolder(join(folder, name)))
  const panels = names
    .filter((name) => !folders.includes(name))
    .sort(comparePanels)
    .map((name) => ({ name, path: join(folder, name) }))
    .filter(({ name, path }) => isPanel(path, name, listing))
  return { panels: panels.map(({ path }) => path), folders }
}

function isPanel(path: string, name: string, { faults, unread }: Listing): boolean {
  if (!isSql(name)) unread.push(`${path}: is not read: the names of panels end in .sql`)
  else if (name.startsWith('.')) unread.push(`${path}: is not read: its name begins with a dot`)
  else if (!name.endsWith('.sql'))
    faults.push(`${path}: is not read: its name must end in .sql, in lower case`)
  else if (/^\d+-\.sql$/.test(name)) faults.push(`${path}: has no name behind its number`)
  // Remains of a name in another encoding.
  else if (/[\p{Cc}\ufffd]/u.test(name)) faults.push(`${JSON.stringify(path)}: has a name that is not UTF-8`)
  else return true
  return false
}

function list(directory: string, { faults }: Pick<Listing, 'faults'>): string[] {
  try {
    return readdirSync(directory).sort()
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT') faults.push(`${directory}: cannot be read (${code})`)
    return []
  }
}

/** Hidden files left by the system, an editor or a mounted volume. */
function isOtherHiddenFile(name: string): boolean {
  return name.startsWith('.') && !isSql(name)
}

function isSql(name: string): boolean {
  return name.toLowerCase().endsWith('.sql')
}

/** A symlink that is broken or leads to itself counts as an unreadable file. */
function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
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
