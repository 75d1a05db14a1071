import { describeError } from '../logging/describe-error.ts'
import type { Log } from '../logging/log.ts'

interface Options {
  log: Log
  /** Waits until the log is written, for so many milliseconds at most. */
  flushLog: (timeoutMs: number) => Promise<void>
  /** How long a stop may take before the process ends anyway. */
  timeoutMs: number
  /** Settles when the embedded database is gone. */
  databaseEnded: Promise<void>
  /** Stop when this parent process is gone: npm's shell does not pass on the signal that ends it. */
  parent: number | undefined
  stop: () => Promise<void>
}

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const
/** npm passes Ctrl-C on to a process that the terminal has sent it to already: that is one wish to stop, not two. */
const SAME_WISH_MS = 500
const PARENT_CHECK_MS = 500
/** For a log whose reader is slow. One that does not read at all must not hold up a stop. */
const FLUSH_MS = 2000
const LATE_FLUSH_MS = 100

/** Stops gracefully at the first signal, at once at the second, and never later than the time limit. */
export function stopOnSignal(options: Options): void {
  const { log, flushLog, timeoutMs, databaseEnded, parent, stop } = options
  let stopping: number | undefined

  function exit(exitCode: number, flushMs: number): void {
    void flushLog(flushMs).then(() => process.exit(exitCode))
  }

  function begin(reason: string, exitCode: number): void {
    stopping = Date.now()
    const deadline = stopping + timeoutMs
    const end = (code: number) => exit(code, Math.min(FLUSH_MS, deadline - Date.now()))
    setTimeout(() => {
      log.error({ event: 'stop_timeout' })
      exit(1, LATE_FLUSH_MS)
    }, timeoutMs).unref()
    log.info({ event: 'stopping', reason })
    stop().then(
      () => {
        log.info({ event: 'stopped' })
        end(exitCode)
      },
      (error: unknown) => {
        log.error({ event: 'stop_failed', error: describeError(error) })
        end(1)
      },
    )
  }

  for (const signal of SIGNALS) {
    // Until now, a signal ended the process at once.
    process.removeAllListeners(signal).on(signal, () => {
      if (stopping === undefined) begin(signal, 0)
      else if (Date.now() - stopping > SAME_WISH_MS) process.exit(1)
    })
  }
  if (parent !== undefined) {
    setInterval(() => {
      if (process.ppid !== parent && stopping === undefined) begin('parent_ended', 0)
    }, PARENT_CHECK_MS).unref()
  }
  void databaseEnded.then(() => {
    if (stopping === undefined) begin('database_ended', 1)
  })
  // The stack without the message, which may hold a customer's data.
  process.on('uncaughtException', (error) => {
    log.fatal({ event: 'uncaught', error: describeError(error) })
    if (stopping === undefined) begin('uncaught', 1)
  })
}
