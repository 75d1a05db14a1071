import { z } from 'zod'

/** How far the clocks of two servers may differ, in seconds. */
export const CLOCK_SKEW_SECONDS = 60

/** Why a token proves nothing. */
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
  /** The customer's number, only of a proof. */
  subject: z.string().nullable().default(null),
  /** When the token was issued, in seconds since 1970; also of one that has expired and is true otherwise. */
  provedAt: z.number().nullable().default(null),
  /** Until when it holds, in seconds since 1970. */
  expiresAt: z.number().nullable().default(null),
  /** Which key fitted: `current`, `previous`, or the id of a public key. */
  key: z.string().nullable().default(null),
})

/** Whether the company's own back end vouches for the visitor. The token itself is in none of these. */
export type Identity = z.infer<typeof identitySchema>

/** The visitor sent no token, or none is expected. */
export const NO_IDENTITY: Identity = {
  status: 'none',
  reason: null,
  subject: null,
  provedAt: null,
  expiresAt: null,
  key: null,
}

export function toFailedIdentity(reason: IdentityFailure, more: Partial<Identity> = {}): Identity {
  return { ...NO_IDENTITY, status: 'failed', reason, ...more }
}

/**
 * The verdict on a token, which is kept in its place, at a later time.
 *
 * @param now in milliseconds since 1970
 */
export function withoutExpiredProof(identity: Identity, now: number): Identity {
  const { status, provedAt, expiresAt, key } = identity
  if (status !== 'proved' || expiresAt === null || expiresAt + CLOCK_SKEW_SECONDS > now / 1000)
    return identity
  return toFailedIdentity('expired', { provedAt, expiresAt, key })
}
