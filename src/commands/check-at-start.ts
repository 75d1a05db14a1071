import { QueryFilesError } from '../customer/query-file/query-file.ts'
import { describeError } from '../logging/describe-error.ts'
import type { Log } from '../logging/log.ts'
import type { DatabaseFindings } from './check-database.ts'
import { DatabaseDownError } from './connect-error.ts'

interface Options {
  check: () => Promise<DatabaseFindings>
  log: Log
  /** Pauses before a retry, in milliseconds. */
  databaseRetryMs?: number
  queriesRetryMs?: number
}

/**
 * If the database is down, retries in the background.
 *
 * @throws {QueryFilesError} if the first check fails, and {StartError} if the database can never be used
 */
export async function checkAtStart(options: Options) {
  const { check, log, databaseRetryMs = 1000, queriesRetryMs = 10_000 } = options
  let reason: 'database' | 'queries' | null = 'database'
  let isStopped = false
  let lastReported: string | undefined
  let timer: NodeJS.Timeout | undefined

  async function checkOnce(): Promise<void> {
    const { faults, warnings, pending } = await check()
    if (faults.length > 0) throw new QueryFilesError(faults)
    for (const warning of warnings) log.warn({ event: 'query_warning', warning })
    if (pending.length > 0) log.warn({ event: 'migrations_pending', names: pending })
    reason = null
  }

  /** In full on the standard error, as at a start that fails: Postgres's messages must not be logged. */
  function report(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error)
    if (message === lastReported) return
    lastReported = message
    log.error({ event: 'queries_unfit', error: describeError(error) })
    process.stderr.write(`${message}\n`)
  }

  async function retry(): Promise<void> {
    try {
      await checkOnce()
      log.info({ event: 'queries_checked' })
    } catch (error) {
      if (isStopped) return
      const isDown = error instanceof DatabaseDownError
      if (!isDown) {
        reason = 'queries'
        report(error)
      }
      scheduleRetry(isDown ? databaseRetryMs : queriesRetryMs)
    }
  }

  function scheduleRetry(ms: number): void {
    timer = setTimeout(() => void retry(), ms).unref()
  }

  try {
    await checkOnce()
  } catch (error) {
    if (!(error instanceof DatabaseDownError)) throw error
    log.warn({ event: 'queries_unchecked', error: describeError(error) })
    scheduleRetry(databaseRetryMs)
  }
  return {
    /** Empty once the query files have passed the check. Until then, they failed it, or the database was unavailable. */
    unreadyReasons: () => (reason ? [reason] : []),
    stop(): void {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
