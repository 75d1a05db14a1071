import type { Pool, PoolClient } from 'pg'
import { Exchange, type Outcome } from './exchange.ts'
import { lastHeardOn, noteHeard, preparedOn } from './pool.ts'
import { DeadConnectionError, QueryError } from './query-error.ts'
import { BEGIN, ROLLBACK, setLimitAndFormats, type Step } from './steps.ts'

/** Postgres stops a statement at its limit and says so, within this time; then the wait is over anyway. */
export const GRACE_MS = 200
/** How long an answer may take beyond the statement's own limit, before the network is taken for dead. */
const ANSWER_MARGIN_MS = 500
/** How long several queries may keep each other waiting. */
const PATIENCE_MS = 250

interface Options {
  /** False: prepares nothing, and uses nothing that is prepared. */
  canPrepare: boolean
  /** A connection on which nothing was heard since this time is destroyed, not used; on the clock of `performance.now`. */
  heardSince: number
  /** A connection that does not answer the beginning within this time is dead, in milliseconds; null: wait for the rest. */
  deadAfterMs: number | null
}

/**
 * A read-only transaction on a connection of the pool: a first query, then others, each time in one round trip. It must
 * be ended by `finish`; at an error it ends by itself.
 *
 * The connection is given back when the end is answered, and destroyed where no answer comes. Nobody waits for that.
 */
export class Transaction {
  private readonly pool: Pool
  private readonly options: Options
  /** Null before the transaction has begun, and when it has ended. */
  private client: PoolClient | null = null
  private exchange: Exchange | null = null
  /** That is set in the transaction. */
  private limitMs = 0
  private isLast = false
  private timer: NodeJS.Timeout | undefined
  private deadTimer: NodeJS.Timeout | undefined
  /** Null when nobody waits for an answer, or no more. */
  private settle: ((outcomes: readonly Outcome[]) => void) | null = null

  constructor(pool: Pool, options: Options) {
    this.pool = pool
    this.options = options
  }

  /**
   * Runs the first query. The wait for a connection is part of its time.
   *
   * @param isLast the transaction ends with it
   * @param patienceMs how long it is waited for
   * @returns its outcome; nothing when no answer came in time
   */
  begin(query: Step, isLast: boolean, patienceMs: number): Promise<readonly Outcome[]> {
    const { timeoutMs } = query.statement
    const steps = [BEGIN, setLimitAndFormats(timeoutMs), query]
    if (isLast) steps.push(ROLLBACK)
    this.limitMs = timeoutMs
    this.isLast = isLast
    const outcomes = this.wait(patienceMs, ANSWER_MARGIN_MS - GRACE_MS)
    this.connect(steps)
    return outcomes
  }

  private connect(steps: readonly Step[]): void {
    const { heardSince, deadAfterMs } = this.options
    this.pool.connect((error, client) => {
      if (!client) this.answer([new QueryError(error, 'connect')])
      // The time is over.
      else if (!this.settle) client.release()
      else if (lastHeardOn(client) < heardSince) {
        client.release(true)
        this.connect(steps)
      } else {
        this.send(client, steps)
        if (deadAfterMs !== null) this.watch(deadAfterMs)
      }
    })
  }

  /** Breaks a connection off on which not even the beginning is answered. */
  private watch(deadAfterMs: number): void {
    const check = () => {
      const { exchange } = this
      if (!this.settle || !exchange || exchange.isAnswered) return
      this.answer([new QueryError(new DeadConnectionError(), 'parse')])
      exchange.breakOff()
    }
    this.deadTimer = setTimeout(() => setImmediate(check), deadAfterMs)
  }

  /**
   * Runs more queries, one after the other, and ends the transaction.
   *
   * @returns what is known after a short while. The last outcome may be an error, and queries behind it were not run:
   * they, and those that took longer, are to be run elsewhere
   */
  finish(queries: readonly Step[]): Promise<readonly Outcome[]> {
    const steps: Step[] = []
    let silenceMs = ANSWER_MARGIN_MS
    for (const query of queries) {
      const { timeoutMs } = query.statement
      if (timeoutMs !== this.limitMs) steps.push(setLimitAndFormats(timeoutMs))
      this.limitMs = timeoutMs
      silenceMs += timeoutMs
      steps.push(query)
    }
    steps.push(ROLLBACK)
    this.isLast = true
    const outcomes = this.wait(PATIENCE_MS, silenceMs)
    if (this.client) this.send(this.client, steps)
    else this.answer([])
    return outcomes
  }

  /** Called by the exchange. */
  ended(error: QueryError | null): void {
    const { client, exchange } = this
    if (!client || !exchange) return
    if (!error?.isLost) noteHeard(client)
    const { outcomes } = exchange
    // It is given back once, also by who goes on because the look-up's answer came just before the error.
    if (error || this.isLast) this.client = null
    if (error) {
      outcomes.push(error)
      endAfterError(client, error)
    } else if (this.isLast) {
      client.release()
    }
    const isLeft = !error && !this.isLast && (!this.settle || outcomes[0] instanceof QueryError)
    this.answer(outcomes)
    if (isLeft) void this.finish([])
  }

  private send(client: PoolClient, steps: readonly Step[]): void {
    this.client = client
    this.exchange = new Exchange(client, steps, this.options.canPrepare ? preparedOn(client) : null, this)
    client.query(this.exchange)
  }

  /**
   * @param patienceMs the wait ends after this long
   * @param silenceMs and the connection, when it says nothing for this long after that
   */
  private wait(patienceMs: number, silenceMs: number): Promise<readonly Outcome[]> {
    return new Promise((settle) => {
      this.settle = settle
      const giveUp = () => {
        if (this.settle !== settle) return
        // A look-up whose end is not known yet cannot be gone on from, though its rows be there.
        this.answer((this.isLast && this.exchange?.outcomes.slice()) || [])
        this.timer = setTimeout(() => this.exchange?.breakOff(), silenceMs)
      }
      // Where the process itself was busy for so long, the answer is there: it is read before an immediate is run.
      this.timer = setTimeout(() => setImmediate(giveUp), patienceMs)
    })
  }

  private answer(outcomes: readonly Outcome[]): void {
    const { settle } = this
    clearTimeout(this.timer)
    clearTimeout(this.deadTimer)
    this.settle = null
    settle?.(outcomes)
  }
}

/** What is in doubt after an error is not used again. */
function endAfterError(client: PoolClient, { isOutdated }: QueryError): void {
  const rollback = { text: 'rollback', query_timeout: ANSWER_MARGIN_MS }
  client.query(rollback, (error: Error | null) => client.release(error !== null || isOutdated))
}
