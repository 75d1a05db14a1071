import { createHash } from 'node:crypto'
import type { FieldDef } from 'pg'
import type { QueryError } from './query-error.ts'

export interface BatchStatement {
  /** It is prepared under this name where that is possible. Empty: it is run once. */
  readonly name: string
  readonly text: string
  /** Its `statement_timeout`, in milliseconds; 0 for what begins, sets up or ends a transaction, which is no query. */
  readonly timeoutMs: number
}

export type ParameterValues = (string | null)[]

/** A statement and its parameters' values, by position. */
export interface BoundStatement {
  readonly statement: BatchStatement
  readonly values: ParameterValues
}

const DIGEST_LENGTH = 32

/**
 * A query that is worth preparing. Its name is a digest of its text, so that it is taken for no other, not even on a
 * connection that a proxy should share among several processes.
 */
export function toPrepared(text: string, timeoutMs: number): BatchStatement {
  const digest = createHash('sha256').update(text).digest('hex').slice(0, DIGEST_LENGTH)
  return { name: `query_${digest}`, text, timeoutMs }
}

/** A query that is run once. */
export function toUnprepared(text: string, timeoutMs: number): BatchStatement {
  return { name: '', text, timeoutMs }
}

/** Values by position. */
export type Row = readonly unknown[]

export interface Result {
  fields: readonly FieldDef[]
  rows: readonly Row[]
  /** From sending to the answer, which queries of a batch have in common. */
  runMs: number
}

export type Outcome = Result | QueryError
