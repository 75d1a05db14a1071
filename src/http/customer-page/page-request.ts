import { z } from 'zod'
import { identitySchema, withoutExpiredProof } from '../../identity/identity.ts'

/** Maximum replication lag that is tolerated, in milliseconds. */
const MAX_LAG_MS = 60_000

/** The content of every page form and every sealed URL. */
export const pageRequestSchema = z.object({
  /** A request target that parses to the same visit, without the identity token. */
  target: z.string(),
  /** Number of custom parameters that did not fit into the target. */
  dropped: z.int(),
  /** The result of verifying the visitor's token, which replaces the token until the proof expires. */
  identity: identitySchema.transform((identity) => withoutExpiredProof(identity, Date.now())),
  /** A customer that an agent opened manually, and from where. */
  opened: z
    .object({ customerId: z.string(), from: z.enum(['search', 'candidate', 'claim']) })
    .nullable()
    .default(null),
  /** The visitor id already finds a customer, so it cannot be linked to another one. */
  isKnown: z.boolean(),
  /** A link that was just created and may not have reached a replica yet; becomes null after the tolerated lag. */
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
    .transform((linked) => (linked && Date.now() - linked.at <= MAX_LAG_MS ? linked : null)),
})

export type PageRequest = z.output<typeof pageRequestSchema>
