import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from 'node:crypto'
import { z } from 'zod'
import type { Keys } from './server-secret.ts'

/** What a page gives away in a form or an address, to be handed back: nobody but a server of ours reads it or makes one. */
export interface Seal<T> {
  /** @returns Base64url; no two are the same */
  seal(value: T): string
  /** @returns null when the text is no seal of this use, or too old */
  open(sealed: string): T | null
}

interface Options<T> {
  /** Of this use alone: what is sealed for one is nothing for another. */
  keys: Keys
  /** What was sealed by an earlier version may have another form. A member that is null is left out: null is its default. */
  schema: z.ZodType<T>
  /** How long it can be opened, in milliseconds. */
  validMs: number
  /** Milliseconds since 1970. */
  now?: () => number
}

const ALGORITHM = 'aes-256-gcm'
const [IV_BYTES, TAG_BYTES] = [12, 16] as const

/**
 * Made with the first key, opened with any. It is not compressed: what a visitor sent stands beside what may be masked,
 * and the length would tell whether they are the same.
 */
export function createSeal<T>({ keys, schema, validMs, now = () => Date.now() }: Options<T>): Seal<T> {
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
      // A page has it twice or more.
      const text = JSON.stringify({ at: now(), value }, (_, part: unknown) => part ?? undefined)
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
