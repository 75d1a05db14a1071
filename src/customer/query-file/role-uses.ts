import { allPanels, type Queries } from './queries.ts'
import type { QueryFile } from './query-file.ts'
import type { Roles } from './roles.ts'

interface RoleUse {
  path: string
  line: number
  roles: Roles
}

function usesOf(file: QueryFile): RoleUse[] {
  const { path, restriction, columns } = file
  return [
    ...(restriction ? [{ path, ...restriction }] : []),
    ...[...columns.values()].flatMap(({ format, line }) =>
      format.reveal ? [{ path, line, roles: format.reveal }] : [],
    ),
  ]
}

export function findRoleUses(queries: Queries): RoleUse[] {
  const { customer, search, linking } = queries
  const files = [customer, ...allPanels(queries), search, linking?.link, linking?.unlink]
  return files.flatMap((file) => (file ? usesOf(file) : []))
}

export function findRoles(queries: Queries): Roles {
  return [...new Set(findRoleUses(queries).flatMap(({ roles }) => roles))]
}
