import { createHash } from 'node:crypto'
import { serialize } from 'pg-protocol'

/** A query's text, made once and run many times. */
export interface Statement {
  /** It is prepared under this name, where it can be. Empty: it is not worth it. */
  readonly name: string
  readonly text: string
  /** Milliseconds. */
  readonly timeoutMs: number
  /** Gives rows, and has a time limit; what begins and ends a transaction does not. */
  readonly isQuery: boolean
  /** What runs it once it is prepared, where it has no parameters. */
  readonly message: Buffer | null
}

export type Values = (string | null)[]

/** A statement and its parameters' values, by position. */
export interface Step {
  readonly statement: Statement
  readonly values: Values
}

const DIGEST_LENGTH = 32

/**
 * A query that is worth preparing. Its name is a digest of its text, so that it is taken for no other, not even on a
 * connection that a proxy should share among several processes.
 */
export function toPrepared(text: string, timeoutMs: number): Statement {
  const digest = createHash('sha256').update(text).digest('hex').slice(0, DIGEST_LENGTH)
  return { name: `query_${digest}`, text, timeoutMs, isQuery: true, message: null }
}

/** A query that is run once. */
export function toUnprepared(text: string, timeoutMs: number): Statement {
  return { name: '', text, timeoutMs, isQuery: true, message: null }
}

function toControl(name: string, text: string): Step {
  const message = Buffer.concat([serialize.bind({ statement: name }), serialize.execute()])
  return { statement: { name, text, timeoutMs: 0, isQuery: false, message }, values: [] }
}

export const BEGIN = toControl('begin_read_only', 'begin read only')
/** Nothing was written, and nothing that was set stays behind. */
export const ROLLBACK = toControl('rollback', 'rollback')

/**
 * How values are written, whatever the role or the database sets. The order of day and month in dates that are read, the
 * time zone and the language stay theirs.
 */
export const FORMATS = [
  ...([
    ['datestyle', 'ISO'],
    ['intervalstyle', 'postgres'],
  ] as const),
  ...([
    ['extra_float_digits', '1'],
    ['bytea_output', 'hex'],
  ] as const),
] as const

const limits = new Map<number, Step>()

/**
 * Sets the time limit for what follows in the transaction, and how values are written. It holds for that transaction only,
 * so that it also works where a proxy hands connections from client to client. This is `set local` of several at once.
 */
export function setLimitAndFormats(timeoutMs: number): Step {
  const known = limits.get(timeoutMs)
  if (known) return known
  const ms = String(timeoutMs)
  const settings = [['statement_timeout', ms], ...FORMATS].map(
    ([name = '', value = '']) => `set_config('${name}', '${value}', true)`,
  )
  const limit = toControl(`limit_${ms}`, `select ${settings.join(', ')}`)
  limits.set(timeoutMs, limit)
  return limit
}
