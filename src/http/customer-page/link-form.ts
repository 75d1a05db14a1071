import { z } from 'zod'
import { createSeal } from '../../secrets/seal.ts'
import type { KeyDerivation } from '../../secrets/server-secret.ts'
import { pageRequestSchema } from './page-request.ts'

export const LINK_PATH = '/link'
export const UNLINK_PATH = '/unlink'

const VALID_MS = 15 * 60_000

/** The page that a form stood on, and the customer to whom its visitor is to be linked, or is linked. */
const linkPageSchema = z.object({
  request: pageRequestSchema,
  customerId: z.string(),
  source: z.enum(['agent', 'proof']),
})

export type LinkSeals = ReturnType<typeof createLinkSeals>

/** One seal for each form, so that none is taken for the other. */
export function createLinkSeals(derive: KeyDerivation) {
  const create = (purpose: string) =>
    createSeal({ keys: derive(purpose), schema: linkPageSchema, validMs: VALID_MS })
  return { link: create('link form'), unlink: create('unlink form') }
}
