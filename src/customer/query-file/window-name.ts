import { RESERVED_PATHS } from '../../reserved-paths.ts'

const WINDOW_NAME = /^[a-z0-9-]+$/

/** @param basePath URL prefix such as `/crm`, or empty */
export function findNameFault(name: string, basePath: string): string | null {
  if (!WINDOW_NAME.test(name)) {
    const near = name.toLowerCase().replaceAll(/[\s_.]+/g, '-')
    const advice = WINDOW_NAME.test(near) ? `, such as ${near}` : ''
    return `is not read: the name of a window has only a–z, 0–9 and -${advice}`
  }
  if (RESERVED_PATHS.has(name)) return 'is not read: the page has a path of that name'
  // It would be ambiguous whether a proxy stripped the base path.
  return basePath === `/${name}` ? 'is not read: BASE_PATH is the same name' : null
}
