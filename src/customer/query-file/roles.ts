import { readColumnNames } from './column-name.ts'

/** Names of roles, any of which is sufficient. */
export type Roles = readonly string[]

/** Null means everybody. */
export type Restriction = { roles: Roles; line: number } | null

/** Excludes characters of the surrounding grammar: parentheses and bars. */
const ROLE = /^[^\p{Cc}()|｜]+$/u

/** Parses `billing, lead`; names with spaces are in double quotes. Null if it is invalid. */
export function readRoles(text: string): Roles | null {
  const names = readColumnNames(text)
  return names?.length && names.every((name) => ROLE.test(name)) ? [...new Set(names)] : null
}

/**
 * @param needed null means everybody
 * @param roles of the signed-in agent; empty without sign-in
 */
export function isAllowed(needed: Roles | null | undefined, roles: Roles): boolean {
  return !needed || needed.some((role) => roles.includes(role))
}
