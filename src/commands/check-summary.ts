import { basename } from 'node:path'
import type { Config } from '../config/load.ts'
import type { ReadQueries } from '../customer/query-file/queries.ts'
import type { QueryFile } from '../customer/query-file/query-file.ts'

export function toSummary({ queries }: ReadQueries): string {
  const list = (panels: readonly QueryFile[], folder = '') =>
    panels.map(({ name, path }) => `${name} (${folder}${basename(path)})`).join(', ') || 'none'
  const { customer, search, linking } = queries
  const files = [customer, search, linking?.link, linking?.unlink]
    .flatMap((file) => (file ? [basename(file.path)] : []))
    .join(', ')
  const windows = queries.windows.map(({ name, panels }) => `Window ${name}: ${list(panels, `${name}/`)}.\n`)
  return `Queries: ${files}; panels, in this order: ${list(queries.panels)}.\n${windows.join('')}`
}

/** Settings that must match those of the console and of the HTTPS proxy. */
export function toRollOut(config: Config, { queries }: ReadQueries): string {
  const { listener, tls, accessTokens, basePath, database, encryption, frameAncestors, signIn, simulator } =
    config
  const { mode, keys } = encryption
  const inConsole = {
    off: 'no key',
    custom: 'a key, and built-in parameters not encrypted',
    all: 'a key, and built-in parameters encrypted too',
  }
  const address = `the HTTPS address of this page${accessTokens.length > 0 ? ' with /TOKEN/, one of ACCESS_TOKENS' : ''}`
  const windows = queries.windows.map(({ name }) => `${name}/`).join(', ')
  return [
    `Configuration: encryption ${mode}, ${String(keys.length)} key${keys.length === 1 ? '' : 's'}.`,
    `Listener: ${listener.host}, port ${String(listener.port)}; HTTPS: ${tls ? 'by this server' : 'left to a proxy'}.`,
    `Framed by: ${frameAncestors.join(' ')}.`,
    `In the console (Settings > Iframe): ${address}, without a query; ${inConsole[mode]}.`,
    ...(windows === ''
      ? []
      : [`Give each window an iframe window of its own, with this appended to the address: ${windows}.`]),
    ...(signIn
      ? [
          `Sign-in: ${signIn.issuer.href}; register the redirect URI ORIGIN${basePath}/sign-in/callback there.`,
        ]
      : []),
    ...(queries.linking && database.url !== undefined && database.writeUrl === undefined
      ? ['Links: off, as DATABASE_WRITE_URL is unset.']
      : []),
    ...(simulator ? ['The simulator is on: set SIMULATOR=off where agents work.'] : []),
    '',
  ].join('\n')
}
