import type { Queries } from '../query-file/queries.ts'
import { toReport } from '../query-file/query-file.ts'
import { findRoles, findRoleUses } from '../query-file/role-uses.ts'
import type { Roles } from '../query-file/roles.ts'
import type { Findings } from './check.ts'

/** Together with the agent's names they must fit into a cookie of 4 KB. */
const MAX_BYTES = 1500

/** @param known the configured roles; empty if none are configured, null without sign-in */
export function checkRoles(queries: Queries, known: Roles | null): Findings {
  const uses = findRoleUses(queries)
  const used = findRoles(queries)
  if (known === null) {
    const message = 'requires roles, which nobody has without a sign-in: set OIDC_ISSUER'
    return { faults: uses.map(({ path, line }) => toReport(path, { line, message })), warnings: [] }
  }
  const isTooLong = Buffer.byteLength(JSON.stringify(used)) > MAX_BYTES
  const faults = isTooLong
    ? [`The roles that files name have more than ${String(MAX_BYTES)} bytes, which no session has room for`]
    : []
  if (known.length === 0) return { faults, warnings: [] }
  const unreachable = uses.flatMap(({ path, line, roles }) => {
    const unknown = roles.filter((role) => !known.includes(role))
    if (unknown.length === 0) return []
    const end = unknown.length === roles.length ? ', so no agent can use what it restricts' : ''
    return [toReport(path, { line, message: `OIDC_ROLES does not have ${unknown.join(', ')}${end}` })]
  })
  const unused = known
    .filter((role) => !used.includes(role))
    .map((role) => `OIDC_ROLES: no file names ${role}`)
  return { faults, warnings: [...unreachable, ...unused] }
}
