import { createCipheriv, createDecipheriv, hash, hkdfSync, randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Place } from './row-model.ts'

const payloadSchema = z.object({
  /** The request target of the page. */
  target: z.string(),
  /** The customer whose value it is, and the value's digest: nobody else's is shown in its place. */
  customerId: z.string().nullable(),
  digest: z.string().nullable(),
  /** The value to show; null is the page with none shown. */
  place: z
    .object({ panel: z.string().nullable(), row: z.int().nonnegative(), column: z.string() })
    .nullable(),
  /** When the page was made, in milliseconds since 1970. */
  at: z.int(),
})

export type RevealPayload = z.infer<typeof payloadSchema> & { place: Place | null }

export interface RevealTokens {
  seal(payload: RevealPayload): string
  /** Null when the token is not one of ours, or too old. */
  open(token: string): RevealPayload | null
}

const ALGORITHM = 'aes-256-gcm'
const IV_BYTES = 12
const TAG_BYTES = 16
const STOCK = 128
/** A conversation's worth: an address out of a history opens nothing. */
const VALID_MS = 3_600_000

/**
 * Addresses that show a masked value name the page they belong to, and so the visitor, whose id may be the very phone
 * number that is masked: they are sealed.
 *
 * @param secret the same in every replica
 */
export function createRevealTokens(secret: string): RevealTokens {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'reveal', 32))
  let random = Buffer.alloc(0)

  /** From a stock, because each call for random bytes costs as much as for many. */
  function makeIv(): Buffer {
    if (random.length === 0) random = randomBytes(STOCK * IV_BYTES)
    const iv = random.subarray(0, IV_BYTES)
    random = random.subarray(IV_BYTES)
    return iv
  }

  return {
    seal(payload) {
      const iv = makeIv()
      const cipher = createCipheriv(ALGORITHM, key, iv)
      const text = cipher.update(JSON.stringify(payload), 'utf8')
      // In this mode nothing is left to come; it closes the tag.
      cipher.final()
      return Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64url')
    },
    open(token) {
      const bytes = Buffer.from(token, 'base64url')
      if (bytes.length <= IV_BYTES + TAG_BYTES) return null
      const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_BYTES))
      decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
      try {
        const text = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()])
        const payload = payloadSchema.parse(JSON.parse(text.toString('utf8')))
        return Date.now() - payload.at > VALID_MS ? null : payload
      } catch {
        return null
      }
    },
  }
}

/** Tells one value from another without telling either. */
export function toDigest(value: string): string {
  return hash('sha256', value, 'base64url').slice(0, 22)
}
