import type { Pool } from 'pg'
import { toUnprepared, type ParameterValues, type Result } from '../../database/bound-statement.ts'
import { QueryError } from '../../database/query-error.ts'
import { queryReadOnly } from '../../database/read-only.ts'

/** Runs a statement in a read-only transaction. Rejects with a QueryError. */
export type RunQuery = (text: string, values?: ParameterValues, timeoutMs?: number | null) => Promise<Result>

export function createRunQuery(pool: Pool, defaultMs: number): RunQuery {
  return (text, values = [], timeoutMs = null) =>
    queryReadOnly(pool, { statement: toUnprepared(text, timeoutMs ?? defaultMs), values })
}

/** @throws every other error, since a fault of the program is not one of the file */
export function orQueryError(error: unknown): QueryError {
  if (error instanceof QueryError) return error
  throw error
}

/** Postgres's notation of an array of text. */
export const toArray = (texts: Iterable<string>) =>
  `{${Array.from(texts, (text) => JSON.stringify(text)).join(',')}}`
