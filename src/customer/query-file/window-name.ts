import { OWN_PATHS } from '../../own-paths.ts'

/** The name of a folder below `panels/`, which is in the address of its window. */
const WINDOW_NAME = /^[a-z0-9-]+$/

/**
 * Why no window can have this name; null where one can.
 *
 * @param basePath what stands before every address, such as `/crm`, or nothing
 */
export function findNameFault(name: string, basePath: string): string | null {
  if (!WINDOW_NAME.test(name)) {
    const near = name.toLowerCase().replaceAll(/[\s_.]+/g, '-')
    const advice = WINDOW_NAME.test(near) ? `, such as ${near}` : ''
    return `is not read: the name of a window has only a–z, 0–9 and -${advice}`
  }
  if (OWN_PATHS.has(name)) return 'is not read: the page has an address of that name'
  // Nobody could tell whether a proxy has taken the base path away.
  return basePath === `/${name}` ? 'is not read: BASE_PATH is the same name' : null
}
