const MAKE_SECRET = 'SERVER_SECRET: openssl rand -hex 32 makes one'
const IDENTITY_KEYS = 'IDENTITY_SECRET or IDENTITY_JWKS_FILE'

/**
 * Variables, or values of them, that need another one. What is needed may be one of two, and may be followed by an
 * explanation.
 */
const REQUIREMENTS: readonly (readonly [cause: string, needed: string])[] = [
  ['HYPHENATE_ENCRYPTION is custom', 'HYPHENATE_DES_KEY'],
  ['HYPHENATE_ENCRYPTION is all', 'HYPHENATE_DES_KEY'],
  ['HYPHENATE_DES_KEY_PREVIOUS is set', 'HYPHENATE_DES_KEY'],
  ['SERVER_SECRET_PREVIOUS is set', 'SERVER_SECRET'],
  ['DATABASE_WRITE_URL is set', 'DATABASE_URL: the embedded database is written to by itself'],
  // Anybody who knows the secret can forge a form that links any visitor to any customer.
  ['DATABASE_WRITE_URL is set', MAKE_SECRET],
  ['IDENTITY_SECRET_PREVIOUS is set', 'IDENTITY_SECRET'],
  ['IDENTITY_REQUIRED is reveal', IDENTITY_KEYS],
  ['IDENTITY_REQUIRED is profile', IDENTITY_KEYS],
  ['IDENTITY_AUDIENCE is set', IDENTITY_KEYS],
  ['OIDC_CLIENT_ID is set', 'OIDC_ISSUER'],
  ['OIDC_CLIENT_SECRET is set', 'OIDC_ISSUER'],
  ['OIDC_ROLES_CLAIM is set', 'OIDC_ISSUER'],
  ['OIDC_ROLES is set', 'OIDC_ISSUER'],
  ['OIDC_ISSUER is set', 'OIDC_CLIENT_ID'],
  ['OIDC_ISSUER is set', 'OIDC_CLIENT_SECRET'],
  // Anybody who knows the secret can forge a session.
  ['OIDC_ISSUER is set', MAKE_SECRET],
  // Replicas and later verifications need the same key.
  ['AUDIT_CHAIN is on', MAKE_SECRET],
  ['REVEAL_REASON is set', 'REVEAL_REASONS'],
  ['REVEAL_REASONS is set', 'REVEAL_REASON=required'],
  ['TLS_CERT_FILE is set', 'TLS_KEY_FILE'],
  ['TLS_KEY_FILE is set', 'TLS_CERT_FILE'],
  ['HTTP_REDIRECT_PORT is set', 'TLS_CERT_FILE'],
]

export function findUnmet(values: Readonly<Record<string, string | undefined>>): string[] {
  const unmet = REQUIREMENTS.filter(([cause, needed]) => {
    const [name = '', wanted] = cause.split(' is ')
    const value = values[name]
    const isCause = value !== undefined && (wanted === 'set' || wanted === value)
    return isCause && needed.split(' or ').every((one) => values[/^\w+/.exec(one)?.[0] ?? ''] === undefined)
  })
  return unmet.map(([cause, needed]) => `${cause}, which needs ${needed}`)
}
