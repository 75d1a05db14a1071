import { setTimeout as sleep } from 'node:timers/promises'
import { LOG_BACKLOG_BYTES } from '../limits.ts'

interface Options {
  /** Must accept writes after an error. */
  stream: { write(text: string, done: (error?: Error | null) => void): unknown }
  limitBytes?: number
  /** Called when there is room again, with the number of lines dropped meanwhile. */
  onResumed: (dropped: number) => void
}

export type LogOutput = ReturnType<typeof createLogOutput>

const RETRY_MS = 1000
const FLUSH_STEP_MS = 10

/**
 * The reader may be slow, stopped or gone, or the disk full: the process never blocks on it, and failed writes are
 * retried.
 */
export function createLogOutput({ stream, limitBytes = LOG_BACKLOG_BYTES, onResumed }: Options) {
  let waiting: string[] = []
  let backlogBytes = 0
  let droppedLines = 0
  let isWriting = false
  /** The number of dropped lines when the limit was reached; undefined while below it. */
  let droppedBefore: number | undefined

  /** If true, nothing that must be recorded may begin. */
  const isFull = () => backlogBytes >= limitBytes

  function writeWaiting(): void {
    isWriting = waiting.length > 0
    if (!isWriting) return
    const text = waiting.join('')
    waiting = []
    stream.write(text, (error) => {
      if (error) {
        waiting.unshift(text)
        setTimeout(writeWaiting, RETRY_MS).unref()
        return
      }
      backlogBytes -= Buffer.byteLength(text)
      writeWaiting()
      notifyResumed()
    })
  }

  function notifyResumed(): void {
    if (droppedBefore === undefined || isFull()) return
    const dropped = droppedLines - droppedBefore
    droppedBefore = undefined
    onResumed(dropped)
  }

  function enqueue(line: string, isKept: boolean): void {
    const bytes = Buffer.byteLength(line)
    const hasRoom = isKept || backlogBytes + bytes <= limitBytes
    if (hasRoom) {
      waiting.push(line)
      backlogBytes += bytes
    }
    if (!hasRoom || isFull()) droppedBefore ??= droppedLines
    if (!hasRoom) droppedLines += 1
    if (!isWriting) writeWaiting()
  }

  return {
    write: (line: string) => enqueue(line, false),
    /** Never dropped. Callers check `isFull` first. */
    writeAudit: (line: string) => enqueue(line, true),
    isFull,
    backlogBytes: () => backlogBytes,
    droppedLines: () => droppedLines,
    flush: async (timeoutMs: number): Promise<void> => {
      const deadline = performance.now() + timeoutMs
      while (backlogBytes > 0 && performance.now() < deadline) await sleep(FLUSH_STEP_MS)
    },
  }
}
