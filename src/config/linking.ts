import { z } from 'zod'
import { databaseUrl } from './database-url.ts'

/** Validates each variable of writing on its own. */
export const linkVariables = {
  DATABASE_WRITE_URL: databaseUrl.optional(),
  LINK_PROVED: z.enum(['on', 'off'], 'must be on or off').default('on'),
  LINK_LOCK: z.enum(['advisory', 'serializable'], 'must be advisory or serializable').default('advisory'),
}

/** Finds contradictions between the variables. */
export function findLinkFaults(values: Readonly<Record<string, string>>): string[] {
  if (values['DATABASE_WRITE_URL'] === undefined) return []
  const faults: string[] = []
  if (values['DATABASE_URL'] === undefined)
    faults.push(
      'DATABASE_WRITE_URL is set, which needs DATABASE_URL: the embedded database is written to by itself',
    )
  // Anybody who knows the secret can forge a form that links any visitor to any customer.
  if (values['SERVER_SECRET'] === undefined)
    faults.push('DATABASE_WRITE_URL is set, which needs SERVER_SECRET: openssl rand -hex 32 makes one')
  return faults
}
