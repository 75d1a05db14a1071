import type { z } from 'zod'
import { customParameter, wholeNumber } from './variable-kinds.ts'

export const searchVariables = {
  SEARCH_LIMIT_PER_MINUTE: wholeNumber(1, 1_000_000).default(300),
  CLAIM_PARAMETER: customParameter.optional(),
}

export function toSearchConfig(env: z.output<z.ZodObject<typeof searchVariables>>) {
  return {
    limitPerMinute: env.SEARCH_LIMIT_PER_MINUTE,
    /** The custom parameter with the site's unproved claim of who the visitor is. */
    claimParameter: env.CLAIM_PARAMETER ?? null,
  }
}
