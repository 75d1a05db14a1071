import { z } from 'zod'
import { databaseUrl } from './database-url.ts'

/** Variables of what writes, each by itself. */
export const linkVariables = {
  DATABASE_WRITE_URL: databaseUrl.optional(),
  LINK_PROVED: z.enum(['on', 'off'], 'must be on or off').default('on'),
}

/** What is wrong with them together. */
export function findLinkFaults(values: Readonly<Record<string, string>>): string[] {
  const { DATABASE_URL: url, DATABASE_WRITE_URL: writeUrl } = values
  if (writeUrl === undefined || url !== undefined) return []
  return [
    'DATABASE_WRITE_URL is set, which needs DATABASE_URL: the embedded database is written to by itself',
  ]
}
