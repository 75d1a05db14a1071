import { LOG_BACKLOG_BYTES } from '../limits.ts'
import type { AuditSink } from './audit.ts'
import { isSameFile, NEWLINE, openForAppending } from './open-file.ts'
import { startTimeLimit } from './time-limit.ts'

interface Options {
  path: string
  onFailed: (error: unknown) => void
  onResumed: () => void
  /** Of flushing, checking for rotation, and retrying after a failure. */
  intervalMs?: number
  /** For accepting a line, and for each flush, check or retry. */
  timeoutMs?: number
}

interface PendingLine {
  text: string
  settle: (error?: Error) => void
}

const INTERVAL_MS = 1000
/** A disk that takes longer, as one in the network may, counts as failed. */
const TIMEOUT_MS = 2000

/**
 * A line is accepted once it is written; lines that arrive meanwhile are one batch. Every second the file is flushed
 * to disk, and a renamed one (rotation) replaced. A disk that does not answer in time has failed: no line is accepted
 * until it works again.
 *
 * @throws the system error if the file cannot be opened or is not a regular file
 */
export async function openFileSink(options: Options): Promise<AuditSink> {
  const { path, onFailed, onResumed, intervalMs = INTERVAL_MS, timeoutMs = TIMEOUT_MS } = options
  let file = await openForAppending(path)
  let pending: PendingLine[] = []
  let pendingBytes = 0
  /** From the start of the first incomplete line, and how much of that line was written. */
  let unfinished: { bytes: Buffer; writtenBytes: number } | null = null
  let [hasFailed, isDirty] = [false, false]
  let maintenance: Promise<void> | null = null
  let queue = Promise.resolve()
  const enqueue = (work: () => Promise<void>) => (queue = queue.then(work))

  function fail(error: unknown): void {
    if (!hasFailed) onFailed(error)
    hasFailed = true
  }

  /** @throws the system error; `unfinished` then holds the remaining bytes */
  async function writeAll(bytes: Buffer, taken = 0): Promise<void> {
    let written = taken
    try {
      while (written < bytes.length) {
        written += (await file.write(bytes, written)).bytesWritten
        isDirty = true
      }
      unfinished = null
    } catch (error) {
      const start = written === 0 ? 0 : bytes.lastIndexOf(NEWLINE, written - 1) + 1
      unfinished = { bytes: bytes.subarray(start), writtenBytes: written - start }
      throw error
    }
  }

  /** An operation of the disk cannot be cancelled: lines that are rejected here may still be written. */
  function failOnTimeout(lines: readonly PendingLine[] = []): void {
    fail(timeoutError())
    for (const { settle } of [...lines, ...pending]) settle(timeoutError())
  }

  async function writePending(): Promise<void> {
    const batch = pending
    pending = []
    pendingBytes = 0
    const bytes = Buffer.from(batch.map(({ text }) => text).join(''))
    try {
      if (hasFailed) {
        // Reject the lines, but keep them for later: they are chained, and later lines refer to them.
        const { bytes: before = Buffer.alloc(0), writtenBytes = 0 } = unfinished ?? {}
        unfinished = { bytes: Buffer.concat([before, bytes]), writtenBytes }
        throw writeError()
      }
      await writeAll(bytes)
      for (const { settle } of batch) settle()
    } catch (error) {
      fail(error)
      for (const { settle } of batch) settle(error as Error)
    }
  }

  function startBatch(): void {
    const batch = pending
    const stopLimit = startTimeLimit(timeoutMs, () => failOnTimeout(batch))
    void enqueue(writePending).then(stopLimit)
  }

  async function reopen(): Promise<void> {
    if (await isSameFile(path, file)) return
    const reopened = await openForAppending(path)
    const closing = file
    file = reopened
    // A partial line of the old file is written completely into the new one.
    if (unfinished) unfinished.writtenBytes = 0
    // A failure to flush the old file is reported; the next attempt already uses the new one.
    try {
      await closing.datasync()
    } finally {
      await closing.close()
    }
  }

  async function sync(): Promise<void> {
    if (!isDirty) return
    isDirty = false
    await file.datasync().catch((error: unknown) => {
      isDirty = true
      throw error
    })
  }

  async function recover(): Promise<void> {
    await reopen()
    if (unfinished) await writeAll(unfinished.bytes, unfinished.writtenBytes)
    if (!hasFailed) return
    await sync()
    hasFailed = false
    onResumed()
  }

  async function maintain(): Promise<void> {
    let stopLimit = (): void => undefined
    await enqueue(async () => {
      stopLimit = startTimeLimit(timeoutMs, failOnTimeout)
      await recover().catch(fail)
    })
    // Outside the queue: a slow flush does not block lines.
    await sync().catch(fail)
    stopLimit()
  }

  const timer = setInterval(() => {
    // Flushes do not overlap: a few of them would occupy all threads of libuv's pool, and lines would wait for one.
    maintenance ??= maintain().finally(() => (maintenance = null))
  }, intervalMs)
  timer.unref()

  return {
    isReady: () => !hasFailed && pendingBytes < LOG_BACKLOG_BYTES,
    append: (line) =>
      new Promise((resolve, reject) => {
        if (hasFailed) {
          reject(writeError())
          return
        }
        const text = `${line}\n`
        if (pending.length === 0) startBatch()
        pendingBytes += text.length
        pending.push({ text, settle: (error) => (error ? reject(error) : resolve()) })
      }),
    async close() {
      clearInterval(timer)
      await maintenance
      await queue
      try {
        await sync()
      } finally {
        await file.close()
      }
    },
  }
}

const timeoutError = () => Object.assign(writeError(), { code: 'ETIMEDOUT' })
const writeError = () => new Error('The audit file cannot be written')
