import { createHash } from 'node:crypto'
import type { FieldDef } from 'pg'
import type { QueryError } from './query-error.ts'

export interface BatchStatement {
  /** The name to prepare it under, where the connection allows that. Empty: it is not prepared. */
  readonly name: string
  readonly text: string
  /** `statement_timeout` in milliseconds; 0 for transaction control and settings, whose results are not reported. */
  readonly timeoutMs: number
}

export type ParameterValues = (string | null)[]

/** `values` are by position. */
export interface BoundStatement {
  readonly statement: BatchStatement
  readonly values: ParameterValues
}

const DIGEST_LENGTH = 32

/** Its name is a digest, so that names never collide, even if a proxy shares the connection among processes. */
export function toPrepared(text: string, timeoutMs: number): BatchStatement {
  const digest = createHash('sha256').update(text).digest('hex').slice(0, DIGEST_LENGTH)
  return { name: `query_${digest}`, text, timeoutMs }
}

export function toUnprepared(text: string, timeoutMs: number): BatchStatement {
  return { name: '', text, timeoutMs }
}

export type Row = readonly unknown[]

export interface Result {
  fields: readonly FieldDef[]
  rows: readonly Row[]
  /** In a batch, from the time at which the batch was created. */
  runMs: number
}

export type Outcome = Result | QueryError
