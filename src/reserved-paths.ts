/**
 * The first segment of every path that the server uses. A base path or window with such a name would conflict with it.
 */
export const RESERVED_PATHS: ReadonlySet<string> = new Set([
  'assets',
  'healthz',
  'link',
  'open',
  'readyz',
  'reveal',
  'search',
  'session',
  'sign-in',
  'sign-out',
  'simulator',
  'unlink',
])
