/**
 * The first part of every path that the page has for itself. A base path or a window of such a name would hide it, or be
 * hidden by it.
 */
export const OWN_PATHS: ReadonlySet<string> = new Set([
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
