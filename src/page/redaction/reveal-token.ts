import { createCipheriv, createDecipheriv, createSecretKey, hash, hkdfSync, randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { ValueLocation } from './reveal.ts'

const payloadSchema = z.object({
  /** The request target of the page. */
  target: z.string(),
  /** When the page was made, in milliseconds since 1970. */
  at: z.int(),
})

type RevealPayload = z.infer<typeof payloadSchema>

/** Addresses that show a masked value, and which page each belongs to. */
export interface RevealTokens {
  /** For a page whose target would tell a masked value: nobody but a server of ours can read it. */
  seal(payload: RevealPayload): string
  /** For any other page, whose query is repeated behind it: when it was made. */
  stamp(at: number): string
  /**
   * Reads both.
   *
   * @param target of the request that brought the token
   * @returns null when the token is not one of ours, or too old
   */
  open(token: string, target: string): RevealPayload | null
  /**
   * Tells one customer's value at one place, on a page made at one time, from everything else, and says nothing of any of
   * them: nobody else's value is shown in its place. 22 characters of Base64url.
   */
  prove(at: number, customerId: string | null, place: ValueLocation, value: string): string
}

const ALGORITHM = 'aes-256-gcm'
const IV_BYTES = 12
const TAG_BYTES = 16
const STOCK = 128
const PROOF_LENGTH = 22
/** Milliseconds since 1970. What is sealed is several times as long. */
const STAMP = /^\d{13}$/
/** A conversation's worth: an address out of a history opens nothing. */
const VALID_MS = 3_600_000

/**
 * Addresses that show a masked value name the page they belong to, and so the visitor. Where the visitor's id, or
 * anything else in the query, is the very phone number that is masked, they are sealed.
 *
 * @param secret the same in every replica
 */
export function createRevealTokens(secret: string): RevealTokens {
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', secret, '', purpose, 32))
  // As a key object: from bytes, Node makes one at each use, for several times what the use itself takes.
  const sealKey = createSecretKey(derive('reveal'))
  const [innerKey, outerKey] = [
    derive('reveal proof').toString('hex'),
    derive('reveal proof, outer').toString('hex'),
  ]
  let random = Buffer.alloc(0)

  /** From a stock, because each call for random bytes costs as much as for many. */
  function makeIv(): Buffer {
    if (random.length === 0) random = randomBytes(STOCK * IV_BYTES)
    const iv = random.subarray(0, IV_BYTES)
    random = random.subarray(IV_BYTES)
    return iv
  }

  function unseal(token: string): RevealPayload | null {
    const bytes = Buffer.from(token, 'base64url')
    if (bytes.length <= IV_BYTES + TAG_BYTES) return null
    const decipher = createDecipheriv(ALGORITHM, sealKey, bytes.subarray(0, IV_BYTES))
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
    try {
      const text = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()])
      return payloadSchema.parse(JSON.parse(text.toString('utf8')))
    } catch {
      return null
    }
  }

  return {
    seal(payload) {
      const iv = makeIv()
      const cipher = createCipheriv(ALGORITHM, sealKey, iv)
      const text = cipher.update(JSON.stringify(payload), 'utf8')
      // In this mode nothing is left to come; it closes the tag.
      cipher.final()
      return Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64url')
    },
    stamp: String,
    open(token, target) {
      const payload = STAMP.test(token) ? { target, at: Number(token) } : unseal(token)
      return payload === null || Date.now() - payload.at > VALID_MS ? null : payload
    },
    prove(at, customerId, { panel, row, column }, value) {
      const text = JSON.stringify([at, customerId, panel, row, column, value])
      // HMAC's construction with two keys. An object of Node's own for each value, as `createHmac` makes, costs ten times
      // as much, and as much again when it is collected.
      const inner = hash('sha256', innerKey + text, 'hex')
      return hash('sha256', outerKey + inner, 'base64url').slice(0, PROOF_LENGTH)
    },
  }
}
