import { decodeProtectedHeader, errors, jwtVerify, type JWTPayload } from 'jose'
import { z } from 'zod'
import { CLOCK_SKEW_SECONDS, toFailedIdentity, type Identity, type IdentityFailure } from './identity.ts'
import type { VerificationKey } from './verification-keys.ts'

export interface VerifierOptions {
  keys: readonly VerificationKey[]
  /** The required `aud`; null accepts any. */
  audience: string | null
  /** Maximum time between `iat` and `exp`, in seconds. */
  maxAgeSeconds: number
}

interface TokenVisitor {
  visitorImId: string
  /** The IM service folds the case of web and app ids. */
  isCaseFolded: boolean
}

/** The customer number. Control and format characters cannot be part of one. */
export const subjectSchema = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[^\p{Cc}\p{Cf}]+$/u)

const claimsSchema = z.object({
  sub: subjectSchema,
  iat: z.number().min(0),
  exp: z.number(),
  vid: z.string().optional(),
})

/**
 * Not cached: verification takes tens of microseconds, and a cached result would skip the checks of time and visitor.
 */
export function createTokenVerifier({ keys, audience, maxAgeSeconds }: VerifierOptions) {
  async function verifyWith({ key, algorithm }: VerificationKey, token: string, now: number) {
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: [algorithm],
        clockTolerance: CLOCK_SKEW_SECONDS,
        currentDate: new Date(now),
        ...(audience === null ? {} : { audience }),
      })
      return { payload, isExpired: false }
    } catch (error) {
      // jose checks the expiry last, after the signature and all other claims, so the payload can still be evaluated.
      if (error instanceof errors.JWTExpired) return { payload: error.payload, isExpired: true }
      throw error
    }
  }

  async function verify(token: string, visitor: TokenVisitor, now: number): Promise<Identity> {
    if (!isCanonical(token)) return toFailedIdentity('malformed')
    const named = findKeys(keys, token)
    let reason: IdentityFailure = named.length > 0 ? 'wrong_algorithm' : 'bad_signature'
    for (const key of named) {
      try {
        const { payload, isExpired } = await verifyWith(key, token, now)
        return toIdentity(payload, isExpired, key.name, visitor, now)
      } catch (error) {
        // Each key accepts only its own algorithm, whatever the header says. Another key may match.
        if (error instanceof errors.JOSEAlgNotAllowed) continue
        if (!(error instanceof errors.JWSSignatureVerificationFailed))
          return toFailedIdentity(toFailure(error))
        reason = 'bad_signature'
      }
    }
    return toFailedIdentity(reason)
  }

  function toIdentity(
    payload: JWTPayload,
    isExpired: boolean,
    key: string,
    visitor: TokenVisitor,
    now: number,
  ): Identity {
    const parsed = claimsSchema.safeParse(payload)
    if (!parsed.success) return toFailedIdentity('malformed', { key })
    const { sub: subject, iat: provedAt, exp: expiresAt, vid } = parsed.data
    if (expiresAt - provedAt > maxAgeSeconds) return toFailedIdentity('too_long_lived', { key })
    if (provedAt > now / 1000 + CLOCK_SKEW_SECONDS) return toFailedIdentity('not_yet_valid', { key })
    if (vid !== undefined && !isSameVisitor(vid, visitor)) return toFailedIdentity('wrong_visitor', { key })
    if (isExpired) return toFailedIdentity('expired', { key, provedAt, expiresAt })
    return { status: 'proved', reason: null, subject, provedAt, expiresAt, key }
  }

  /**
   * Never rejects; failures are part of the result.
   *
   * @param token a signed JWT (RFC 7519) in compact form
   * @param now in milliseconds since 1970
   */
  return async (token: string, visitor: TokenVisitor, now = Date.now()): Promise<Identity> => {
    try {
      return await verify(token, visitor, now)
    } catch {
      return toFailedIdentity('malformed')
    }
  }
}

/** The keys that match the token's `kid`. A key or token without one matches any. */
function findKeys(keys: readonly VerificationKey[], token: string): readonly VerificationKey[] {
  const { kid } = decodeProtectedHeader(token)
  return keys.filter(({ id }) => id === null || kid === undefined || id === kid)
}

/** Several base64url strings can decode to the same bytes; only the canonical one is accepted. */
function isCanonical(token: string): boolean {
  const parts = token.split('.')
  return (
    parts.length === 3 && parts.every((part) => Buffer.from(part, 'base64url').toString('base64url') === part)
  )
}

function isSameVisitor(vid: string, { visitorImId, isCaseFolded }: TokenVisitor): boolean {
  return isCaseFolded ? vid.toLowerCase() === visitorImId.toLowerCase() : vid === visitorImId
}

function toFailure(error: unknown): IdentityFailure {
  if (!(error instanceof errors.JWTClaimValidationFailed)) return 'malformed'
  if (error.claim === 'aud') return 'wrong_audience'
  return error.claim === 'nbf' && error.reason === 'check_failed' ? 'not_yet_valid' : 'malformed'
}
