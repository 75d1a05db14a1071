import { QueryFilesError } from '../customer/query-file/query-file.ts'
import { describeError } from '../logging/describe-error.ts'
import type { Log } from '../logging/log.ts'
import { DatabaseDownError, type DatabaseFindings } from './check-database.ts'

interface Options {
  /** Asks the database about every query file. */
  check: () => Promise<DatabaseFindings>
  log: Log
  /** How long to wait after the database did not answer, and after files did not fit, in milliseconds. */
  downMs?: number
  unfitMs?: number
}

interface QueryCheck {
  /** None once the query files have been seen to fit; before, that they do not, or that no database was there to tell. */
  unreadyReasons: () => readonly ('database' | 'queries')[]
  /** Asks no more. */
  stop(): void
}

/**
 * Has the database check the query files. One that is down may come back: it is asked again until the files fit.
 *
 * @throws {QueryFilesError} when files do not fit, and {StartError} when the database can never be used, at the first try
 */
export async function checkAtStart(options: Options): Promise<QueryCheck> {
  const { check, log, downMs = 1000, unfitMs = 10_000 } = options
  let reason: 'database' | 'queries' | null = 'database'
  let isStopped = false
  let told: string | undefined
  let timer: NodeJS.Timeout | undefined

  async function tryOnce(): Promise<void> {
    const { faults, warnings, pending } = await check()
    if (faults.length > 0) throw new QueryFilesError(faults)
    for (const warning of warnings) log.warn({ event: 'query_warning', warning })
    if (pending.length > 0) log.warn({ event: 'migrations_pending', names: pending })
    reason = null
  }

  /** In full on the standard error, where a start says the same; Postgres's words are not for the log. */
  function tell(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error)
    if (message === told) return
    told = message
    log.error({ event: 'queries_unfit', error: describeError(error) })
    process.stderr.write(`${message}\n`)
  }

  async function tryAgain(): Promise<void> {
    try {
      await tryOnce()
      log.info({ event: 'queries_checked' })
    } catch (error) {
      if (isStopped) return
      const isDown = error instanceof DatabaseDownError
      if (!isDown) reason = 'queries'
      if (!isDown) tell(error)
      wait(isDown ? downMs : unfitMs)
    }
  }

  function wait(ms: number): void {
    timer = setTimeout(() => void tryAgain(), ms).unref()
  }

  try {
    await tryOnce()
  } catch (error) {
    if (!(error instanceof DatabaseDownError)) throw error
    log.warn({ event: 'queries_unchecked', error: describeError(error) })
    wait(downMs)
  }
  return {
    unreadyReasons: () => (reason ? [reason] : []),
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
