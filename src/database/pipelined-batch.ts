import type { Connection, FieldDef, Submittable } from 'pg'
import { serialize } from 'pg-protocol'
import type { BoundStatement, Outcome, Row } from './bound-statement.ts'
import { limitResult } from './decode.ts'
import { QueryError, type Phase } from './query-error.ts'

/*
 * A pipelined batch of Postgres's extended query protocol: statements sent in one write, with one Sync at the end. It
 * takes half the processor time of the driver's own `pipeline: true`: docs/decisions/0007.
 *
 * It relies on the following undocumented behaviour of pg; test/database/driver-internals.test.ts fails if any of it
 * changes:
 * - `client.query(object)` calls `object.submit(connection)` when the object is next in the queue, then its `handle…`
 *   methods for messages of the server; `handleError` also when the connection ends or cannot be used
 * - `callback` of the object is called at its end, for the driver's own `query_timeout`
 * - `connection.stream` is the socket; `connection` emits `parseComplete` and `bindComplete`
 * - a row message has a new array of texts, and a row description one field per column
 * - `serialize` of pg-protocol returns each message as a Buffer
 * - `client.processID` is what the server sent when the connection started (pool.ts)
 */

type Parser = (text: string) => unknown

interface RowShape {
  fields: readonly FieldDef[]
  parsers: readonly Parser[]
}

interface TypeParsers {
  getTypeParser(type: number, format: 'text'): Parser
}

/** The statements prepared on a connection, by name. */
export type PreparedStatements = Map<string, RowShape>

const NO_ROW: RowShape = { fields: [], parsers: [] }

/**
 * After an error, the server skips the rest. The columns of a prepared statement are requested once: Postgres refuses
 * to run it if they have changed since.
 */
export class PipelinedBatch implements Submittable {
  /** Results of the queries completed so far, then the error that ended the batch, if any. */
  readonly outcomes: Outcome[] = []
  /** Resolves with that error or null; never rejects. */
  readonly ended: Promise<QueryError | null>
  hasEnded = false
  callback: (() => void) | null = null
  private readonly types: TypeParsers
  private readonly statements: readonly BoundStatement[]
  private readonly prepared: PreparedStatements | null
  private readonly started = performance.now()
  private connection: Connection | null = null
  private resolve: (error: QueryError | null) => void = () => undefined
  /** Index of the statement whose response is being read. */
  private at = -1
  private phase: Phase = 'parse'
  private shape = NO_ROW
  private rows: Row[] = []
  /** Of the values in `rows`, in characters as received. */
  private length = 0
  private unreadable: QueryError | null = null

  /** @param prepared null if nothing can be prepared on this connection */
  constructor(
    types: TypeParsers,
    statements: readonly BoundStatement[],
    prepared: PreparedStatements | null,
  ) {
    this.types = types
    this.statements = statements
    this.prepared = prepared
    this.ended = new Promise((resolve) => {
      this.resolve = resolve
    })
    this.expectNext()
  }

  get isAnswered(): boolean {
    return this.at > 0 || this.hasEnded
  }

  submit(connection: Connection): void {
    this.connection = connection
    connection.on('parseComplete', this.handleParseComplete)
    connection.on('bindComplete', this.handleBindComplete)
    connection.stream.write(Buffer.concat([...this.statements.flatMap(this.toMessages), serialize.sync()]))
  }

  private readonly toMessages = ({ statement, values }: BoundStatement, index: number): Buffer[] => {
    const name = this.prepared ? statement.name : ''
    const messages: Buffer[] = index === 1 ? [serialize.flush()] : []
    const run = [serialize.bind({ statement: name, values }), serialize.execute()] as const
    if (this.prepared?.has(name)) return [...messages, ...run]
    // The server may have it already if its first run failed.
    if (name !== '') messages.push(serialize.close({ type: 'S', name }))
    messages.push(serialize.parse({ name, text: statement.text }))
    return [...messages, run[0], serialize.describe({ type: 'P' }), run[1]]
  }

  abort(reason?: Error): void {
    if (!this.hasEnded) this.connection?.stream.destroy(reason)
  }

  private readonly handleParseComplete = () => {
    this.phase = 'bind'
  }

  private readonly handleBindComplete = () => {
    this.phase = 'run'
  }

  handleRowDescription({ fields }: { fields: FieldDef[] }): void {
    const parsers = fields.map(({ dataTypeID }) => this.types.getTypeParser(dataTypeID, 'text'))
    this.shape = { fields, parsers }
  }

  handleDataRow({ fields }: { fields: unknown[] }): void {
    const { parsers } = this.shape
    if (this.unreadable) return
    try {
      for (let index = 0; index < fields.length; index += 1) {
        const text = fields[index] as string | null
        if (text === null) continue
        const value = parsers[index]?.(text)
        if (!Buffer.isBuffer(value)) this.length += text.length
        fields[index] = value
      }
      limitResult(this.length)
      this.rows.push(fields)
    } catch (error) {
      this.unreadable = new QueryError(error)
      this.rows = []
    }
  }

  handleCommandComplete(): void {
    const { name = '', timeoutMs = 0 } = this.statements[this.at]?.statement ?? {}
    const { fields } = this.shape
    const runMs = performance.now() - this.started
    if (timeoutMs > 0) this.outcomes.push(this.unreadable ?? { fields, rows: this.rows, runMs })
    if (name !== '') this.prepared?.set(name, this.shape)
    this.expectNext()
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete()
  }

  handleReadyForQuery(): void {
    this.end(null)
  }

  handleError(error: Error): void {
    this.end(new QueryError(error, this.phase))
  }

  /**
   * After the driver's own timeout the response may still arrive, when the connection may already serve another page.
   */
  private end(error: QueryError | null): void {
    if (this.hasEnded) return
    this.hasEnded = true
    this.connection?.off('parseComplete', this.handleParseComplete)
    this.connection?.off('bindComplete', this.handleBindComplete)
    if (error) this.outcomes.push(error)
    this.callback?.()
    this.resolve(error)
  }

  private expectNext(): void {
    this.at += 1
    const known = this.prepared?.get(this.statements[this.at]?.statement.name ?? '')
    this.shape = known ?? NO_ROW
    this.phase = known ? 'bind' : 'parse'
    this.rows = []
    this.length = 0
    this.unreadable = null
  }
}
