import { z } from 'zod'
import { isBuiltIn } from '../visit/built-in-parameters.ts'
import { wholeNumber } from './whole-number.ts'

/** Validates each search variable on its own. */
export const searchSchema = {
  SEARCH_LIMIT_PER_MINUTE: wholeNumber(1, 1_000_000).default(300),
  CLAIM_PARAMETER: z
    .string()
    .max(100, 'must be the name of a custom parameter, of at most 100 characters')
    .refine((name) => !isBuiltIn(name), 'names a parameter of the console’s own, not a custom one')
    .optional(),
}

export function toSearchConfig(env: z.output<z.ZodObject<typeof searchSchema>>) {
  return {
    /** Per client. */
    limitPerMinute: env.SEARCH_LIMIT_PER_MINUTE,
    /** The custom parameter with the site's unproved claim of who the visitor is. */
    claimParameter: env.CLAIM_PARAMETER ?? null,
  }
}
