import type { Connection, FieldDef, Submittable } from 'pg'
import { serialize } from 'pg-protocol'
import { QueryError, type Phase } from './query-error.ts'
import type { Step } from './steps.ts'

/** Values by position. */
export type Row = readonly unknown[]

export interface Result {
  /** The columns. The same array as long as the statement is prepared on the connection. */
  fields: readonly FieldDef[]
  rows: readonly Row[]
  /** From sending to the answer, which queries that are sent together have in common. */
  runMs: number
}

export type Outcome = Result | QueryError

type Parser = (text: string) => unknown

/** What a statement that is prepared on a connection gives. */
interface Shape {
  fields: readonly FieldDef[]
  parsers: readonly Parser[]
}

/** What is prepared on a connection, by name. */
export type Prepared = Map<string, Shape>

/** The driver's client, which knows how values of a type are read. */
interface Types {
  getTypeParser(type: number, format: 'text'): Parser
}

interface ExchangeOwner {
  /** @param error what ended the steps early, or null */
  ended(error: QueryError | null): void
}

const NO_COLUMNS: Shape = { fields: [], parsers: [] }

/**
 * Steps that are sent in one piece and answered in one piece; at an error the rest is skipped. The driver calls its
 * methods: an object like this is what it takes in place of a query of its own.
 *
 * The columns of a prepared statement are asked for once. Postgres refuses to run it when they would be others since.
 */
export class Exchange implements Submittable {
  /** Of the queries among the steps, as far as they came. */
  readonly outcomes: Outcome[] = []
  /** Set by the driver where the database's URL has a limit of the driver's own, which ends when this is called. */
  callback: (() => void) | null = null
  private readonly types: Types
  private readonly steps: readonly Step[]
  private readonly prepared: Prepared | null
  private readonly owner: ExchangeOwner
  private readonly started = performance.now()
  private connection: Connection | null = null
  private at = -1
  private phase: Phase = 'parse'
  private shape = NO_COLUMNS
  private rows: Row[] = []
  private unreadable: QueryError | null = null
  private hasEnded = false

  /** @param prepared null where nothing can be prepared */
  constructor(types: Types, steps: readonly Step[], prepared: Prepared | null, owner: ExchangeOwner) {
    this.types = types
    this.steps = steps
    this.prepared = prepared
    this.owner = owner
    this.expectNext()
  }

  /** Whether the database has answered the first step, which it does at once, however long the others take. */
  get isAnswered(): boolean {
    return this.at > 0
  }

  submit(connection: Connection): void {
    const messages: Buffer[] = []
    for (const [index, { statement, values }] of this.steps.entries()) {
      if (index === 1) messages.push(serialize.flush())
      const { text } = statement
      const name = this.prepared ? statement.name : ''
      const isKnown = name !== '' && this.prepared?.has(name) === true
      if (isKnown && statement.message) {
        messages.push(statement.message)
        continue
      }
      if (!isKnown) {
        // It may be there after all, when its first run failed.
        if (name !== '') messages.push(serialize.close({ type: 'S', name }))
        messages.push(serialize.parse({ name, text }))
      }
      messages.push(serialize.bind({ statement: name, values }))
      if (!isKnown) messages.push(serialize.describe({ type: 'P' }))
      messages.push(serialize.execute())
    }
    messages.push(serialize.sync())
    this.connection = connection
    connection.on('parseComplete', this.handleParseComplete)
    connection.on('bindComplete', this.handleBindComplete)
    connection.stream.write(Buffer.concat(messages))
  }

  /** Ends it with the connection. */
  breakOff(): void {
    this.connection?.stream.destroy()
  }

  private readonly handleParseComplete = () => {
    this.phase = 'bind'
  }

  private readonly handleBindComplete = () => {
    this.phase = 'run'
  }

  handleRowDescription({ fields }: { fields: FieldDef[] }): void {
    this.shape = {
      fields,
      parsers: fields.map(({ dataTypeID }) => this.types.getTypeParser(dataTypeID, 'text')),
    }
  }

  handleDataRow({ fields }: { fields: unknown[] }): void {
    const { parsers } = this.shape
    try {
      for (let index = 0; index < fields.length; index += 1) {
        const text = fields[index] as string | null
        if (text !== null) fields[index] = parsers[index]?.(text)
      }
      this.rows.push(fields)
    } catch (error) {
      this.unreadable ??= new QueryError(error)
    }
  }

  handleCommandComplete(): void {
    const step = this.steps[this.at]
    if (step?.statement.isQuery) {
      const runMs = performance.now() - this.started
      this.outcomes.push(this.unreadable ?? { fields: this.shape.fields, rows: this.rows, runMs })
    }
    if (step && this.prepared && step.statement.name !== '')
      this.prepared.set(step.statement.name, this.shape)
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

  /** At the driver's own limit the answer may still come; the connection may be another page's by then. */
  private end(error: QueryError | null): void {
    if (this.hasEnded) return
    this.hasEnded = true
    this.connection?.off('parseComplete', this.handleParseComplete)
    this.connection?.off('bindComplete', this.handleBindComplete)
    this.callback?.()
    this.owner.ended(error)
  }

  private expectNext(): void {
    this.at += 1
    const known = this.prepared?.get(this.steps[this.at]?.statement.name ?? '')
    this.shape = known ?? NO_COLUMNS
    this.phase = known ? 'bind' : 'parse'
    this.rows = []
    this.unreadable = null
  }
}
