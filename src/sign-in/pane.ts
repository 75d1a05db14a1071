import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** 32 bytes in base64url. */
const DIGEST = /^[\w-]{43}$/

/**
 * The secret stays in the pane, and its SHA-256 digest accompanies the sign-in: only this pane can redeem the code.
 */
export function createPaneSecret(): { secret: string; digest: string } {
  const secret = randomBytes(32).toString('base64url')
  return { secret, digest: toDigest(secret) }
}

export function isDigest(text: string): boolean {
  return DIGEST.test(text)
}

export function isSecretOf(digest: string, secret: string): boolean {
  const [one, other] = [Buffer.from(toDigest(secret)), Buffer.from(digest)]
  return one.length === other.length && timingSafeEqual(one, other)
}

function toDigest(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}
