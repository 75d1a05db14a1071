import { readColumnNames } from './column-name.ts'

/** Names of roles, any of which is enough. */
export type Roles = readonly string[]

/** Who may see or use something, and the line that says so. Null is everybody. */
export type Restriction = { roles: Roles; line: number } | null

/** Brackets and bars belong to the grammar around them. */
const ROLE = /^[^\p{Cc}()|｜]+$/u

/** Reads `billing, lead`, with names that have spaces in double quotes. Null where it is no list of roles. */
export function readRoles(text: string): Roles | null {
  const names = readColumnNames(text)
  return names?.length && names.every((name) => ROLE.test(name)) ? [...new Set(names)] : null
}

/**
 * Whether somebody with these roles may.
 *
 * @param needed any of them; null is everybody
 * @param roles  of an agent who has signed in; nobody else has one
 */
export function isAllowed(needed: Roles | null | undefined, roles: Roles): boolean {
  return !needed || needed.some((role) => roles.includes(role))
}
