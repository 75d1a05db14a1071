/**
 * The claim is a string or an array of strings. Anything else yields no roles.
 *
 * @param path names separated by dots if nested, as in `realm_access.roles`; a name may contain dots, too
 */
export function readRolesClaim(claims: Readonly<Record<string, unknown>>, path: string): readonly string[] {
  const claim = find(claims, path)
  if (typeof claim === 'string') return [claim]
  return Array.isArray(claim) && claim.every((role) => typeof role === 'string') ? claim : []
}

function find(object: unknown, path: string): unknown {
  if (typeof object !== 'object' || object === null) return undefined
  const valueOf = (name: string): unknown =>
    Object.hasOwn(object, name) ? (object as Record<string, unknown>)[name] : undefined
  if (Object.hasOwn(object, path)) return valueOf(path)
  for (let dot = path.indexOf('.'); dot !== -1; dot = path.indexOf('.', dot + 1)) {
    const found = find(valueOf(path.slice(0, dot)), path.slice(dot + 1))
    if (found !== undefined) return found
  }
  return undefined
}
