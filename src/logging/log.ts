import { pino, type Logger, type LoggerOptions } from 'pino'
import { createLogOutput, type LogOutput } from './log-output.ts'
import { toTraceFields } from './trace.ts'

export type Log = Pick<Logger, 'info' | 'warn' | 'error' | 'fatal'>

export function createLog(level: string, destination: { write(line: string): void }): Logger {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    // Lines that summarize several requests belong to no trace.
    mixin: (line) => ('requestId' in line ? toTraceFields() : {}),
    formatters: { level: (word) => ({ level: word }) },
  }
  return pino(options, destination)
}

interface Terminal {
  _handle?: { setBlocking?: (isBlocking: boolean) => void }
}

/** A slow reader does not block the process. */
export function openLog(level: string): { log: Logger; output: LogOutput } {
  // Node writes to pipes asynchronously but to terminals synchronously, and a paused terminal (Ctrl-S) is a
  // reader that does not read.
  if (process.stdout.isTTY) (process.stdout as Terminal)._handle?.setBlocking?.(false)
  const output = createLogOutput({
    stream: process.stdout,
    onResumed: (dropped) => log.warn({ event: 'log_resumed', dropped }),
  })
  const log = createLog(level, output)
  return { log, output }
}
