import { z } from 'zod'
import { identitySchema, withoutExpiredProof } from '../../identity/identity.ts'

/** No replica that is fit for use is further behind, in milliseconds. */
const TRUSTED_MS = 60_000

/** What every form of a page and every sealed address holds. */
export const pageRequestSchema = z.object({
  /** A request target that is read into the same visit; no identity token is in it. */
  target: z.string(),
  /** How many custom parameters found no room in it. */
  dropped: z.int(),
  /** What became of the visitor's token: the verdict is kept in its place, and for no longer than it holds. */
  identity: identitySchema.transform((identity) => withoutExpiredProof(identity, Date.now())),
  /** A customer whom an agent opened by hand, and where from. */
  opened: z.object({ customerId: z.string(), from: z.enum(['search', 'candidate', 'claim']) }).nullable().default(null),
  /** The visitor's id finds somebody already, so that another customer cannot be linked to it. */
  isKnown: z.boolean(),
  /** What the database said of a link that has just been made, while a replica may not know of it yet; then null. */
  linked: z
    .object({
      customerId: z.string(),
      source: z.enum(['agent', 'proof']),
      /** In milliseconds since 1970. */
      at: z.int(),
      isUndoable: z.boolean(),
    })
    .nullable()
    .default(null)
    .transform((linked) => (linked && Date.now() - linked.at <= TRUSTED_MS ? linked : null)),
})

/** What a page is asked for. */
export type PageRequest = z.output<typeof pageRequestSchema>
