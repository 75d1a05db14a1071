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

/** Whether the company's own back end vouches for the visitor. The token itself is in none of these. */
export interface Identity {
  status: 'proved' | 'failed' | 'none'
  reason: IdentityFailure | null
  /** The customer's number, only of a proof. */
  subject: string | null
  /** When the token was issued, in seconds since 1970; also of one that has expired and is true otherwise. */
  provedAt: number | null
  /** Until when it holds, in seconds since 1970. */
  expiresAt: number | null
  /** Which key fitted: `current`, `previous`, or the id of a public key. */
  key: string | null
}

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
