import type { z } from 'zod'
import type { schema } from './schema.ts'

type Values = z.input<typeof schema>
type Name = keyof Values

type Cause = { [N in Name]: { cause: N; value?: Values[N] } }[Name]

type Requirement = Cause & {
  needs: readonly [Name, ...Name[]]
  advice?: string
}

const MAKE_SECRET = {
  needs: ['SERVER_SECRET'],
  advice: 'openssl rand -hex 32 makes one',
} satisfies Partial<Requirement>
const IDENTITY_KEYS = ['IDENTITY_SECRET', 'IDENTITY_JWKS_FILE'] as const

const REQUIREMENTS: readonly Requirement[] = [
  { cause: 'HYPHENATE_ENCRYPTION', value: 'custom', needs: ['HYPHENATE_DES_KEY'] },
  { cause: 'HYPHENATE_ENCRYPTION', value: 'all', needs: ['HYPHENATE_DES_KEY'] },
  { cause: 'HYPHENATE_DES_KEY_PREVIOUS', needs: ['HYPHENATE_DES_KEY'] },
  { cause: 'SERVER_SECRET_PREVIOUS', needs: ['SERVER_SECRET'] },
  {
    cause: 'DATABASE_WRITE_URL',
    needs: ['DATABASE_URL'],
    advice: 'the embedded database is written to by itself',
  },
  // Anybody who knows the secret can forge a form that links any visitor to any customer.
  { cause: 'DATABASE_WRITE_URL', ...MAKE_SECRET },
  { cause: 'IDENTITY_SECRET_PREVIOUS', needs: ['IDENTITY_SECRET'] },
  { cause: 'IDENTITY_REQUIRED', value: 'reveal', needs: IDENTITY_KEYS },
  { cause: 'IDENTITY_REQUIRED', value: 'profile', needs: IDENTITY_KEYS },
  { cause: 'IDENTITY_AUDIENCE', needs: IDENTITY_KEYS },
  { cause: 'OIDC_CLIENT_ID', needs: ['OIDC_ISSUER'] },
  { cause: 'OIDC_CLIENT_SECRET', needs: ['OIDC_ISSUER'] },
  { cause: 'OIDC_ROLES_CLAIM', needs: ['OIDC_ISSUER'] },
  { cause: 'OIDC_ROLES', needs: ['OIDC_ISSUER'] },
  { cause: 'OIDC_ISSUER', needs: ['OIDC_CLIENT_ID'] },
  { cause: 'OIDC_ISSUER', needs: ['OIDC_CLIENT_SECRET'] },
  // Anybody who knows the secret can forge a session.
  { cause: 'OIDC_ISSUER', ...MAKE_SECRET },
  // Replicas and later verifications need the same key.
  { cause: 'AUDIT_CHAIN', value: 'on', ...MAKE_SECRET },
  { cause: 'REVEAL_REASON', needs: ['REVEAL_REASONS'] },
  { cause: 'REVEAL_REASONS', needs: ['REVEAL_REASON'], advice: 'set it to required' },
  { cause: 'TLS_CERT_FILE', needs: ['TLS_KEY_FILE'] },
  { cause: 'TLS_KEY_FILE', needs: ['TLS_CERT_FILE'] },
  { cause: 'HTTP_REDIRECT_PORT', needs: ['TLS_CERT_FILE'] },
]

export function findUnmet(values: Readonly<Record<string, string | undefined>>): string[] {
  const unmet = REQUIREMENTS.filter(({ cause, value, needs }) => {
    const given = values[cause]
    const isCause = given !== undefined && (value === undefined || given === value)
    return isCause && needs.every((name) => values[name] === undefined)
  })
  return unmet.map(({ cause, value = 'set', needs, advice }) => {
    return `${cause} is ${value}, which needs ${needs.join(' or ')}${advice ? `: ${advice}` : ''}`
  })
}
