/**
 * Lists, which are split at white space; DES keys, which may contain spaces; URLs with a check of their own; and
 * previous secrets: one that had white space can be replaced only if it is still accepted with it.
 */
const MAY_HAVE_SPACE: ReadonlySet<string> = new Set([
  'ACCESS_TOKENS',
  'ALLOWED_HOSTS',
  'DATABASE_URL',
  'DATABASE_WRITE_URL',
  'FRAME_ANCESTORS',
  'HYPHENATE_DES_KEY',
  'HYPHENATE_DES_KEY_PREVIOUS',
  'IDENTITY_SECRET_PREVIOUS',
  'IMAGE_HOSTS',
  'OIDC_ROLES',
  'REVEAL_REASONS',
  'SERVER_SECRET_PREVIOUS',
  'TRUST_PROXY',
])

/** White space, and characters that nobody sees: control characters, byte order marks, zero-width spaces. */
const AROUND = /^[\s\p{Cc}\p{Cf}]+|[\s\p{Cc}\p{Cf}]+$/gu
const WITHIN = /\p{Cc}/u

/**
 * Reports white space around values, such as the line break of a Kubernetes secret made with `echo`, and control
 * characters within them: a secret with a line break is a different secret. Returns the values without white space
 * around, so that further faults can be found.
 *
 * @param names the variables to check
 * @param faults receives one fault per variable, without its value
 */
export function withoutOuterSpace(
  values: Readonly<Record<string, string>>,
  names: readonly string[],
  faults: string[],
): Record<string, string> {
  const trimmed = { ...values }
  for (const name of names) {
    const value = values[name]
    if (value === undefined || MAY_HAVE_SPACE.has(name)) continue
    const inner = value.replace(AROUND, '')
    if (inner !== value)
      faults.push(`${name} has white space around its value, which would be part of it: leave it out`)
    else if (WITHIN.test(value))
      faults.push(`${name} has a line break or another control character in its value`)
    trimmed[name] = inner
  }
  return trimmed
}
