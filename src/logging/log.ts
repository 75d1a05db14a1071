import { pino, type Logger } from 'pino'

export type Log = Pick<Logger, 'info' | 'warn' | 'error' | 'fatal'>

/** A full disk or a reader that went away loses lines. It must not hold up pages, or a stop. */
function openStandardOutput() {
  const output = pino.destination({ dest: 1, sync: true })
  output.on('error', () => undefined)
  return output
}

/** JSON lines on the standard output. */
export function createLog(level: string, destination?: { write(line: string): void }): Logger {
  const output = destination ?? openStandardOutput()
  const options = { level, base: null, timestamp: () => `,"time":"${new Date().toISOString()}"` }
  return pino(options, output)
}
