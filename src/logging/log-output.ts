import { setTimeout as sleep } from 'node:timers/promises'
import { LOG_BACKLOG_BYTES } from '../limits.ts'

interface Options {
  /** The standard output, or what is written to as it is. After an error it can be written to again. */
  stream: { write(text: string, done: (error?: Error | null) => void): unknown }
  /** How much may wait to be written. */
  boundBytes?: number
  /** Called when it goes on after the bound was reached, with the number of lines that were dropped meanwhile. */
  onResumed: (dropped: number) => void
}

export interface LogOutput {
  /** Takes a line, and never waits for whoever reads it. */
  write: (line: string) => void
  /** Takes a line of the audit, which is never dropped: the caller asks first whether there is room. */
  writeAudit: (line: string) => void
  /** As much waits to be written as may: what must be recorded must not begin. */
  isFull: () => boolean
  backlogBytes: () => number
  /** Lines that found no room, since the start. */
  droppedLines: () => number
  /** Resolves when everything is written, or after so many milliseconds. */
  flush: (timeoutMs: number) => Promise<void>
}

const RETRY_MS = 1000
const FLUSH_STEP_MS = 10

/**
 * Lines on their way to a stream whose reader may be slow, stopped or gone, or whose disk may be full. The process never
 * waits for it, and what waits has a bound. What could not be written is tried again.
 */
export function createLogOutput({ stream, boundBytes = LOG_BACKLOG_BYTES, onResumed }: Options): LogOutput {
  let waiting: string[] = []
  let backlogBytes = 0
  let droppedLines = 0
  let isWriting = false
  /** Dropped lines when the bound was reached. */
  let droppedBefore: number | undefined

  const isFull = () => backlogBytes >= boundBytes

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
      tellResumed()
    })
  }

  function tellResumed(): void {
    if (droppedBefore === undefined || isFull()) return
    const dropped = droppedLines - droppedBefore
    droppedBefore = undefined
    onResumed(dropped)
  }

  function take(line: string, isKept: boolean): void {
    const bytes = Buffer.byteLength(line)
    const hasRoom = isKept || backlogBytes + bytes <= boundBytes
    if (hasRoom) {
      waiting.push(line)
      backlogBytes += bytes
    }
    if (!hasRoom || isFull()) droppedBefore ??= droppedLines
    if (!hasRoom) droppedLines += 1
    if (!isWriting) writeWaiting()
  }

  return {
    write: (line) => take(line, false),
    writeAudit: (line) => take(line, true),
    isFull,
    backlogBytes: () => backlogBytes,
    droppedLines: () => droppedLines,
    async flush(timeoutMs: number) {
      const giveUpAt = performance.now() + timeoutMs
      while (backlogBytes > 0 && performance.now() < giveUpAt) await sleep(FLUSH_STEP_MS)
    },
  }
}
