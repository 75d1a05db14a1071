import { z } from 'zod'
import { createSeal } from '../secrets/seal.ts'
import type { KeyDerivation } from '../secrets/server-secret.ts'
import { LANGUAGES } from '../languages.ts'
import { agentSchema } from './agent.ts'

const SECOND_MS = 1000
const HOUR_MS = 3600 * SECOND_MS

/** How long a code can be redeemed. */
export const CODE_VALID_MS = 30 * SECOND_MS
/** How long a user may spend at the provider. */
export const ATTEMPT_VALID_MS = 600 * SECOND_MS
/** Long enough for a pane that was left open overnight. */
const PAGE_VALID_MS = 24 * HOUR_MS

/** A code for the pane with this digest, or the requested page. */
const destinationSchema = z.union([
  z.object({ kind: z.literal('pane'), digest: z.string() }),
  z.object({ kind: z.literal('page'), path: z.string() }),
])

export type Destination = z.output<typeof destinationSchema>

const pageSchema = z.object({
  /** Null if it cannot be requested again. */
  path: z.string().nullable(),
  language: z.enum(LANGUAGES),
})

const attemptSchema = z.object({
  attempt: z.object({ state: z.string(), nonce: z.string(), codeVerifier: z.string() }),
  destination: destinationSchema,
  language: z.enum(LANGUAGES),
})

const codeSchema = z.object({ id: z.string(), digest: z.string(), agent: agentSchema })

export type SignInSeals = ReturnType<typeof createSignInSeals>

export function createSignInSeals(derive: KeyDerivation, { sessionMs }: { sessionMs: number }) {
  return {
    attempt: createSeal({
      keys: derive('sign-in attempt'),
      schema: attemptSchema,
      validMs: ATTEMPT_VALID_MS,
    }),
    code: createSeal({ keys: derive('sign-in code'), schema: codeSchema, validMs: CODE_VALID_MS }),
    page: createSeal({ keys: derive('sign-in page'), schema: pageSchema, validMs: PAGE_VALID_MS }),
    session: createSeal({
      keys: derive('session'),
      schema: agentSchema,
      validMs: sessionMs,
    }),
  }
}
