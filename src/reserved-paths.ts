/** First segments of the server's own paths, which a base path or window must not have. */
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
