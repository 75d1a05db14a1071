import { LOG_BACKLOG_BYTES } from '../limits.ts'
import type { AuditSink } from './audit.ts'
import { isAt, openAtEnd } from './open-file.ts'

interface Options {
  path: string
  /** Called when lines cannot be written any more, and when they can again. */
  onFailed: (error: unknown) => void
  onResumed: () => void
  /** How often the disk is told to keep what was written, the file is looked for, and what failed is tried again. */
  everyMs?: number
  /** How long a line may take to be accepted, in milliseconds. */
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
 * Lines at the end of a file: written before they are accepted, those that come meanwhile in one go, and on the disk
 * within a second. A file that was renamed is left within a second for a new one of the old name.
 *
 * @throws the system's error when the file cannot be opened, or is none
 */
export async function openFileSink(options: Options): Promise<AuditSink> {
  const { path, onFailed, onResumed, everyMs = EVERY_MS, limitMs = LIMIT_MS } = options
  let file = await openAtEnd(path)
  let waiting: Waiting[] = []
  let waitingBytes = 0
  /** What a failing disk has not taken, from the beginning of its first line; and how much of that line it took. */
  let unfinished: { bytes: Buffer; taken: number } | null = null
  let [hasFailed, isDirty] = [false, false]
  let mending: Promise<void> | null = null
  let last = Promise.resolve()
  const inTurn = (work: () => Promise<void>) => (last = last.then(work))

  function fail(error: unknown): void {
    if (!hasFailed) onFailed(error)
    hasFailed = true
  }

  /** @throws the system's error; what was not written is `unfinished` then */
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
      // They are written all the same, if the disk ever answers.
      for (const { settle } of [...batch, ...waiting]) settle(toTimeout())
    }, limitMs)
    try {
      if (hasFailed) {
        // They are refused, and kept all the same: they are sealed, and what is sealed next follows them.
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
    const renewed = await openAtEnd(path)
    const old = file
    file = renewed
    // A line that was begun in the old file is written whole into the new one.
    if (unfinished) unfinished.taken = 0
    // When the old one can no more be synced, that is told; the next attempt finds the new one in its place.
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

  async function mend(): Promise<void> {
    await reopen()
    if (unfinished) await writeAll(unfinished.bytes, unfinished.taken)
    if (!hasFailed) return
    await sync()
    hasFailed = false
    onResumed()
  }

  const timer = setInterval(() => {
    // A disk that takes long to sync holds up no line. Nor do further syncs join it: few of them would take all threads of
    // the process that work on files, and the lines would wait for one.
    mending ??= inTurn(() => mend().catch(fail))
      .then(sync)
      .catch(fail)
      .finally(() => (mending = null))
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
        if (waiting.length === 0) void inTurn(writeWaiting)
        waitingBytes += text.length
        waiting.push({ text, settle: (error) => (error ? reject(error) : resolve()) })
      }),
    async close() {
      clearInterval(timer)
      await mending
      await last
      await sync().finally(() => file.close())
    },
  }
}

const toTimeout = () => Object.assign(toFailure(), { code: 'ETIMEDOUT' })
const toFailure = () => new Error('The audit file cannot be written')
