import { SignJWT } from 'jose'

interface Claims {
  subject: string
  /** The only visitor the token is valid for; null means any. */
  visitorImId: string | null
  audience: string | null
  validSeconds: number
}

/** To try out a configuration, and for the simulator. `now` is in milliseconds since 1970. */
export function signToken(
  secret: string,
  { subject, visitorImId, audience, validSeconds }: Claims,
  now = Date.now(),
): Promise<string> {
  const issuedAt = Math.floor(now / 1000)
  const token = new SignJWT(visitorImId === null ? {} : { vid: visitorImId })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(subject)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + validSeconds)
  if (audience !== null) token.setAudience(audience)
  return token.sign(Buffer.from(secret, 'utf8'))
}
