/** Of a query: its file, the line where Postgres names one, and Postgres's words without the values in them. */
interface LogFields {
  file?: string
  line?: number | null
  words?: string | null
}

interface ErrorDescription extends LogFields {
  name: string
  /** Of Node's system errors, such as ECONNREFUSED, and of Postgres, such as 42P01. */
  code?: string
  frames?: string[]
  cause?: ErrorDescription
}

const MAX_FRAMES = 12

/**
 * What a log may hold of an error: what kind it is and where it arose. Never its message: Postgres's messages repeat
 * values of the query and of the tables, and so customers' data. What is left of one is in the
 * error's `logFields`.
 */
export function describeError(error: unknown): ErrorDescription {
  if (!(error instanceof Error)) return { name: typeof error }
  const { code } = error as { code?: unknown }
  const frames = toFrames(error)
  return {
    name: error.name,
    ...(hasLogFields(error) ? error.logFields : {}),
    ...(typeof code === 'string' && /^[A-Z0-9_]{1,40}$/.test(code) ? { code } : {}),
    ...(frames.length > 0 ? { frames } : {}),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  }
}

/** An error that says itself what a log may hold of it. */
function hasLogFields(error: Error): error is Error & { logFields: LogFields } {
  return 'logFields' in error
}

/** The stack begins with the message, which may itself have lines that look like frames. */
function toFrames({ stack = '', message }: Error): string[] {
  const after = stack.indexOf(message) + message.length
  const lines = stack.slice(after).split('\n')
  return lines
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '))
    .slice(0, MAX_FRAMES)
}
