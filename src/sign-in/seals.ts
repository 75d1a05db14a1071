import { z } from 'zod'
import { createSeal } from '../secrets/seal.ts'
import type { KeyDerivation } from '../secrets/server-secret.ts'
import { LANGUAGES } from '../visit/language.ts'
import { agentSchema } from './agent.ts'

const SECOND_MS = 1000
const HOUR_MS = 3600 * SECOND_MS

/** How long a code can be handed to its pane. */
export const CODE_VALID_MS = 30 * SECOND_MS
/** How long somebody may take at the provider's pages. */
export const ATTEMPT_VALID_MS = 600 * SECOND_MS
/** A pane may have asked for a sign-in when its agent went home. */
const PAGE_VALID_MS = 24 * HOUR_MS

/** Where a sign-in leads: a code for the pane with this digest, or the page that was asked for. */
const destinationSchema = z.union([
  z.object({ kind: z.literal('pane'), digest: z.string() }),
  z.object({ kind: z.literal('page'), path: z.string() }),
])

export type Destination = z.output<typeof destinationSchema>

/** What a page that asks to sign in has been shown for. */
const pageSchema = z.object({
  /** The path and query that come after the sign-in; null where they cannot be asked for again. */
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
    /** In the cookie of a browser that is on its way to the provider and back. */
    attempt: createSeal({
      keys: derive('sign-in attempt'),
      schema: attemptSchema,
      validMs: ATTEMPT_VALID_MS,
    }),
    /** What is handed to the pane. */
    code: createSeal({ keys: derive('sign-in code'), schema: codeSchema, validMs: CODE_VALID_MS }),
    /** Beside the button that signs in. */
    page: createSeal({ keys: derive('sign-in page'), schema: pageSchema, validMs: PAGE_VALID_MS }),
    /** The session itself, in its cookie. */
    session: createSeal({
      keys: derive('session'),
      schema: agentSchema,
      validMs: sessionMs,
    }),
  }
}
