import { LOG_BACKLOG_BYTES } from '../limits.ts'
import type { AuditSink } from './audit.ts'
import { isAt, openAtEnd } from './open-file.ts'

interface Options {
  path: string
  /** Called when writing starts to fail, and when it works again. */
  onFailed: (error: unknown) => void
  onResumed: () => void
  /** Interval in milliseconds of flushing to disk, checking for rotation, and retrying after a failure. */
  everyMs?: number
  /** Time limit for accepting a line, in milliseconds. */
  limitMs?: number
}

interface Waiting {
  text: string
  settle: (error?: Error) => void
}

const EVERY_MS = 1000
/** A disk that takes longer for a line, as one in the network may, counts as failed. */
const LIMIT_MS = 2000
const NEWLINE = 0x0a

/**
 * Appends lines to a file. Lines are written before they are accepted, those that arrive meanwhile as one batch, and
 * flushed to disk within a second. A renamed file (rotation) is replaced within a second by a new one with the old
 * name.
 *
 * @throws the system error if the file cannot be opened or is not a regular file
 */
export async function openFileSink(options: Options): Promise<AuditSink> {
  const { path, onFailed, onResumed, everyMs = EVERY_MS, limitMs = LIMIT_MS } = options
  let file = await openAtEnd(path)
  let waiting: Waiting[] = []
  let waitingBytes = 0
  /**
   * Bytes that a failing disk has not accepted, from the start of the first incomplete line, and how much of that line
   * was written.
   */
  let unfinished: { bytes: Buffer; taken: number } | null = null
  let [hasFailed, isDirty] = [false, false]
  let recovery: Promise<void> | null = null
  let last = Promise.resolve()
  const enqueue = (work: () => Promise<void>) => (last = last.then(work))

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
      unfinished = { bytes: bytes.subarray(start), taken: written - start }
      throw error
    }
  }

  async function writeWaiting(): Promise<void> {
    const batch = waiting
    waiting = []
    waitingBytes = 0
    const bytes = Buffer.from(batch.map(({ text }) => text).join(''))
    const late = setTimeout(() => {
      fail(toTimeout())
      // The write itself cannot be cancelled: the lines may still reach the disk.
      for (const { settle } of [...batch, ...waiting]) settle(toTimeout())
    }, limitMs)
    try {
      if (hasFailed) {
        // Reject the lines, but keep them for later: they are chained, and later lines refer to them.
        const { bytes: before = Buffer.alloc(0), taken = 0 } = unfinished ?? {}
        unfinished = { bytes: Buffer.concat([before, bytes]), taken }
        throw toFailure()
      }
      await writeAll(bytes)
      for (const { settle } of batch) settle()
    } catch (error) {
      fail(error)
      for (const { settle } of batch) settle(error as Error)
    } finally {
      clearTimeout(late)
    }
  }

  async function reopen(): Promise<void> {
    if (await isAt(path, file)) return
    const reopened = await openAtEnd(path)
    const old = file
    file = reopened
    // A partial line of the old file is written completely into the new one.
    if (unfinished) unfinished.taken = 0
    // A failure to flush the old file is reported; the next attempt already uses the new one.
    await old.datasync().finally(() => old.close())
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
    if (unfinished) await writeAll(unfinished.bytes, unfinished.taken)
    if (!hasFailed) return
    await sync()
    hasFailed = false
    onResumed()
  }

  const timer = setInterval(() => {
    // A slow flush does not block lines, and flushes do not overlap: a few of them would occupy all threads of libuv's
    // pool, and lines would wait for one.
    recovery ??= enqueue(() => recover().catch(fail))
      .then(sync)
      .catch(fail)
      .finally(() => (recovery = null))
  }, everyMs)
  timer.unref()

  return {
    isReady: () => !hasFailed && waitingBytes < LOG_BACKLOG_BYTES,
    append: (line) =>
      new Promise((resolve, reject) => {
        if (hasFailed) {
          reject(toFailure())
          return
        }
        const text = `${line}\n`
        if (waiting.length === 0) void enqueue(writeWaiting)
        waitingBytes += text.length
        waiting.push({ text, settle: (error) => (error ? reject(error) : resolve()) })
      }),
    async close() {
      clearInterval(timer)
      await recovery
      await last
      await sync().finally(() => file.close())
    },
  }
}

const toTimeout = () => Object.assign(toFailure(), { code: 'ETIMEDOUT' })
const toFailure = () => new Error('The audit file cannot be written')
