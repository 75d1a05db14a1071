import { z } from 'zod'

/** How far the clocks of two servers may differ, in seconds. */
export const CLOCK_SKEW_SECONDS = 60

export const IDENTITY_FAILURES = [
  'bad_signature',
  'expired',
  'not_yet_valid',
  'too_long_lived',
  'wrong_visitor',
  'wrong_audience',
  'wrong_algorithm',
  'malformed',
  'undecryptable',
  'sent_more_than_once',
] as const

export type IdentityFailure = (typeof IDENTITY_FAILURES)[number]

export const identitySchema = z.object({
  status: z.enum(['proved', 'failed', 'none']),
  reason: z.enum(IDENTITY_FAILURES).nullable().default(null),
  /** Set only when `status` is `proved`. */
  subject: z.string().nullable().default(null),
  /** In seconds since 1970, as is `expiresAt`. Also set when expiry is the only failure. */
  provedAt: z.number().nullable().default(null),
  expiresAt: z.number().nullable().default(null),
  /** `current`, `previous`, or the id of a public key. */
  key: z.string().nullable().default(null),
})

/** Never contains the token itself. */
export type Identity = z.infer<typeof identitySchema>

/** The visitor sent no token, or identity tokens are not configured. */
export const NO_IDENTITY: Identity = identitySchema.parse({ status: 'none' })

export function toFailedIdentity(reason: IdentityFailure, more: Partial<Identity> = {}): Identity {
  return { ...NO_IDENTITY, status: 'failed', reason, ...more }
}

/** @param now in milliseconds since 1970 */
export function withoutExpiredProof(identity: Identity, now: number): Identity {
  const { status, provedAt, expiresAt, key } = identity
  if (status !== 'proved' || expiresAt === null || expiresAt + CLOCK_SKEW_SECONDS > now / 1000)
    return identity
  return toFailedIdentity('expired', { provedAt, expiresAt, key })
}
