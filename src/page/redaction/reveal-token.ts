import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'
import { z } from 'zod'
import type { ValueLocation } from './reveal.ts'

const sealedVisitSchema = z.object({
  /** The request target of the page: the visit, the agent's parameters among it. */
  target: z.string(),
  customerId: z.string().nullable(),
  /** When the page was made, in milliseconds since 1970. */
  at: z.int(),
})

/** The page that a form belongs to. */
export type SealedVisit = z.infer<typeof sealedVisitSchema>

/** What the form of a page with masked values holds. */
export interface RevealTokens {
  /** Nobody but a server of ours can read it, or make one. */
  seal(visit: SealedVisit): string
  /** @returns null when the text is none of our seals, or too old */
  open(sealed: string): SealedVisit | null
  /** Names one value at one place of one page to this server, and tells nothing of it. 43 characters of Base64url. */
  sign(visit: SealedVisit, place: ValueLocation, value: string): string
  isSigned(proof: string, visit: SealedVisit, place: ValueLocation, value: string): boolean
}

const ALGORITHM = 'aes-256-gcm'
const [IV_BYTES, TAG_BYTES, KEY_BYTES] = [12, 16, 32] as const
const VALID_MS = 15 * 60_000

/** @param secret the same in every replica */
export function createRevealTokens(secret: string): RevealTokens {
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', secret, '', purpose, KEY_BYTES))
  const [sealKey, proofKey] = [derive('reveal seal'), derive('reveal proof')]

  function unseal(sealed: string): SealedVisit | null {
    const bytes = Buffer.from(sealed, 'base64url')
    if (bytes.length <= IV_BYTES + TAG_BYTES) return null
    const decipher = createDecipheriv(ALGORITHM, sealKey, bytes.subarray(0, IV_BYTES))
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
    try {
      const text = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()])
      return sealedVisitSchema.parse(JSON.parse(text.toString('utf8')))
    } catch {
      return null
    }
  }

  function sign(
    { at, customerId }: SealedVisit,
    { panel, row, column }: ValueLocation,
    value: string,
  ): string {
    const text = JSON.stringify([at, customerId, panel, row, column, value])
    return createHmac('sha256', proofKey).update(text).digest('base64url')
  }

  return {
    seal(visit) {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv(ALGORITHM, sealKey, iv)
      const text = Buffer.concat([cipher.update(JSON.stringify(visit), 'utf8'), cipher.final()])
      return Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64url')
    },
    open(sealed) {
      const visit = unseal(sealed)
      return visit === null || Date.now() - visit.at > VALID_MS ? null : visit
    },
    sign,
    isSigned(proof, visit, place, value) {
      const [given, right] = [Buffer.from(proof), Buffer.from(sign(visit, place, value))]
      return given.length === right.length && timingSafeEqual(given, right)
    },
  }
}
