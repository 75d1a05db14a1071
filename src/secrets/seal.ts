import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from 'node:crypto'
import { z } from 'zod'
import type { Keys } from './server-secret.ts'

/**
 * The client carries a sealed value in a form or URL. It is encrypted and authenticated: only servers with the same
 * secret can read or create one.
 */
export interface Seal<T> {
  /** Base64url; the random IV makes every result different. */
  seal(value: T): string
  /** Null if it was not sealed for this purpose, or has expired. */
  open(sealed: string): T | null
}

interface Options<T> {
  /** Derived for this purpose only; values sealed for another purpose do not open. */
  keys: Keys
  /** An earlier version may have sealed another shape. */
  schema: z.ZodType<T>
  validMs: number
  /** Leaves out members that are null, which must be their default: for what a page contains more than once. */
  omitsNulls?: boolean
  now?: () => number
}

const ALGORITHM = 'aes-256-gcm'
const [IV_BYTES, TAG_BYTES] = [12, 16] as const

/**
 * Encrypts with the first key and decrypts with any. Not compressed: a seal can hold what a visitor sent beside
 * masked values, and the length would leak whether they are equal.
 */
export function createSeal<T>(options: Options<T>): Seal<T> {
  const { keys, schema, validMs, omitsNulls = false, now = () => Date.now() } = options
  const contentSchema = z.object({ at: z.int(), value: schema })

  function decrypt(bytes: Buffer, key: KeyObject): string | null {
    const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_BYTES), {
      authTagLength: TAG_BYTES,
    })
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
    try {
      const text = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()])
      return text.toString('utf8')
    } catch {
      return null
    }
  }

  return {
    seal(value) {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv(ALGORITHM, keys[0], iv, { authTagLength: TAG_BYTES })
      const text = JSON.stringify({ at: now(), value }, omitsNulls ? withoutNull : undefined)
      const encrypted = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([iv, cipher.getAuthTag(), encrypted]).toString('base64url')
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64url')
      if (bytes.length <= IV_BYTES + TAG_BYTES) return null
      for (const key of keys) {
        const text = decrypt(bytes, key)
        if (text === null) continue
        const { data } = contentSchema.safeParse(JSON.parse(text))
        return data && now() - data.at <= validMs ? data.value : null
      }
      return null
    },
  }
}

const withoutNull = (_name: string, part: unknown) => part ?? undefined
