import { describeError } from '../logging/describe-error.ts'
import type { Log } from '../logging/log.ts'

interface Options {
  log: Log
  /** Waits until the log is written, up to the given time. */
  flushLog: (timeoutMs: number) => Promise<void>
  /** After this, the process is terminated. */
  timeoutMs: number
  databaseEnded: Promise<void>
  /** Shut down when this parent process exits: npm's shell does not forward the signal that ends it. */
  parent: number | undefined
  stop: () => Promise<void>
}

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const
/** The terminal sends Ctrl-C to npm and to this process, and npm forwards it: two signals within this time are one. */
const DUPLICATE_SIGNAL_MS = 500
const PARENT_CHECK_MS = 500
/** For a log with a slow reader. One that does not read at all must not delay shutdown. */
const FLUSH_MS = 2000
const LATE_FLUSH_MS = 100

/** Shuts down gracefully at the first signal, at once at the second, and always within the time limit. */
export function stopOnSignal(options: Options): void {
  const { log, flushLog, timeoutMs, databaseEnded, parent, stop } = options
  let stopping: number | undefined

  function exit(exitCode: number, flushMs: number): void {
    void flushLog(flushMs).then(() => process.exit(exitCode))
  }

  function beginShutdown(reason: string, exitCode: number): void {
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
    // Replaces the handlers that exit at once during start-up, which are removed afterwards: while a signal has no
    // listener, Node loses one that has arrived in this turn of the event loop.
    const before = process.listeners(signal)
    process.on(signal, () => {
      if (stopping === undefined) beginShutdown(signal, 0)
      else if (Date.now() - stopping > DUPLICATE_SIGNAL_MS) process.exit(1)
    })
    for (const listener of before) process.off(signal, listener)
  }
  if (parent !== undefined) {
    setInterval(() => {
      if (process.ppid !== parent && stopping === undefined) beginShutdown('parent_ended', 0)
    }, PARENT_CHECK_MS).unref()
  }
  void databaseEnded.then(() => {
    if (stopping === undefined) beginShutdown('database_ended', 1)
  })
  // The stack without the message, which may contain customer data.
  process.on('uncaughtException', (error) => {
    log.fatal({ event: 'uncaught', error: describeError(error) })
    if (stopping === undefined) beginShutdown('uncaught', 1)
  })
}
