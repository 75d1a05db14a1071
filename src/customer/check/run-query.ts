import type { Pool } from 'pg'
import { toUnprepared, type ParameterValues, type Result } from '../../database/bound-statement.ts'
import { queryReadOnly } from '../../database/read-only.ts'

/**
 * Runs a statement in a read-only transaction, with a time limit in milliseconds if it has one of its own.
 *
 * It rejects with a QueryError.
 */
export type RunQuery = (text: string, values?: ParameterValues, timeoutMs?: number | null) => Promise<Result>

export function createRunQuery(pool: Pool, defaultMs: number): RunQuery {
  return (text, values = [], timeoutMs = null) =>
    queryReadOnly(pool, { statement: toUnprepared(text, timeoutMs ?? defaultMs), values })
}
