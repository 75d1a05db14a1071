import { constants, open, stat, type FileHandle } from 'node:fs/promises'
import { LOG_BACKLOG_BYTES } from '../limits.ts'
import { BROKEN_OFF, type AuditSink } from './audit.ts'

interface Options {
  path: string
  /** Called when lines cannot be written any more, and when they can again. */
  onFailed: (error: unknown) => void
  onResumed: () => void
  /** How often the disk is told to keep what was written, the file is looked for, and what failed is tried again. */
  everyMs?: number
}

interface Waiting {
  text: string
  settle: (error?: Error) => void
}

const EVERY_MS = 1000
const OWNER_ONLY = 0o600
const { O_APPEND, O_CREAT, O_RDWR, O_NONBLOCK } = constants
const NEWLINE = 0x0a

/**
 * Lines at the end of a file: written before they are accepted, those that come meanwhile in one go, and on the disk
 * within a second. A file that was renamed is left within a second for a new one of the old name.
 *
 * @throws the system's error when the file cannot be opened, or is none
 */
export async function openFileSink(options: Options): Promise<AuditSink> {
  const { path, onFailed, onResumed, everyMs = EVERY_MS } = options
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

const toFailure = () => new Error('The audit file cannot be written')

/** Whole lines only: what a power failure or a full disk left half written is ended first, and marked as such. */
async function openAtEnd(path: string): Promise<FileHandle> {
  // Without O_NONBLOCK a pipe would be waited for.
  const file = await open(path, O_APPEND | O_CREAT | O_RDWR | O_NONBLOCK, OWNER_ONLY)
  try {
    const found = await file.stat()
    if (!found.isFile()) throw Object.assign(new Error('It is no regular file'), { code: 'ENOTSUP' })
    const { buffer } = await file.read(Buffer.alloc(1, '\n'), 0, 1, Math.max(0, found.size - 1))
    if (buffer[0] !== NEWLINE) await file.appendFile(`${BROKEN_OFF}\n`)
    return file
  } catch (error) {
    await file.close()
    throw error
  }
}

/** @returns false as well where one of them cannot be told of, such as a file that its server has lost */
async function isAt(path: string, file: FileHandle): Promise<boolean> {
  const [found, own] = await Promise.all([stat(path).catch(() => null), file.stat().catch(() => null)])
  return found !== null && own !== null && found.ino === own.ino && found.dev === own.dev
}
