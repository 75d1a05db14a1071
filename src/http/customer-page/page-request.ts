import { z } from 'zod'
import { LINK_SOURCES } from '../../customer/link.ts'
import { identitySchema, withoutExpiredProof } from '../../identity/identity.ts'

/** The replication lag that is tolerated. */
const MAX_LAG_MS = 60_000

export const pageRequestSchema = z.object({
  /** Parses to the same visit, without the identity token. */
  target: z.string(),
  dropped: z.int(),
  /** Replaces the token until the proof expires. */
  identity: identitySchema.transform((identity) => withoutExpiredProof(identity, Date.now())),
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
      source: z.enum(LINK_SOURCES),
      /** In milliseconds since 1970. */
      at: z.int(),
      isUndoable: z.boolean(),
    })
    .nullable()
    .default(null)
    .transform((linked) => (linked && Date.now() - linked.at <= MAX_LAG_MS ? linked : null)),
})

export type PageRequest = z.output<typeof pageRequestSchema>

/** The request for the visitor's own page, from any page of the same visit. */
export function toVisitorRequest(request: PageRequest): PageRequest {
  return { ...request, opened: null, linked: null }
}
