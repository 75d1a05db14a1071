/**
 * The path and query that the routes know: without the base path, which a proxy leaves or takes away, and with one slash
 * in front, where a proxy has put two. Behind that, nothing is changed.
 *
 * @param basePath `/crm`, or empty
 */
export function toRoutePath(target: string, basePath: string): string {
  const path = toOneSlash(target)
  const rest = path.startsWith(basePath) ? path.slice(basePath.length) : path
  // `/crmx` is not below `/crm`.
  return /^(\/|\?|$)/.test(rest) ? toOneSlash(`/${rest}`) : path
}

function toOneSlash(target: string): string {
  return target.replace(/^\/+/, '/')
}
