/**
 * Lists, DES keys, URLs with a check of their own, and previous secrets: one that had white space can be replaced
 * only if it is still accepted with it.
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
const MAY_BE_QUOTED: ReadonlySet<string> = new Set(['FRAME_ANCESTORS'])

/** White space and invisible characters: control characters, byte order marks, zero-width spaces. */
const AROUND = /^[\s\p{Cc}\p{Cf}]+|[\s\p{Cc}\p{Cf}]+$/gu
const WITHIN = /\p{Cc}/u
const QUOTED = /^(?:(["'`])(?<straight>.*)\1|[“‘](?<curly>.*)[”’])$/s

/**
 * Reports the line break of a Kubernetes secret made with `echo`, control characters, and quotes, which only a shell
 * removes. Returns the values without white space and quotes around, so that further faults can be found.
 *
 * @param faults receives the faults, without values
 */
export function withoutStrayCharacters(
  values: Readonly<Record<string, string>>,
  names: readonly string[],
  faults: string[],
): Record<string, string> {
  const cleaned = { ...values }
  for (const name of names) {
    const value = values[name]
    if (value === undefined) continue
    const trimmed = MAY_HAVE_SPACE.has(name) ? value : value.replace(AROUND, '')
    if (trimmed !== value)
      faults.push(`${name} has white space around its value, which would be part of it: leave it out`)
    else if (!MAY_HAVE_SPACE.has(name) && WITHIN.test(value))
      faults.push(`${name} has a line break or another control character in its value`)
    const { straight, curly = straight } = (!MAY_BE_QUOTED.has(name) && QUOTED.exec(trimmed)?.groups) || {}
    if (curly !== undefined)
      faults.push(`${name} has quotes around its value, which would be part of it: leave them out`)
    cleaned[name] = curly ?? trimmed
  }
  return cleaned
}
