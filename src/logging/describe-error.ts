interface LogFields {
  file?: string
  line?: number | null
  words?: string | null
}

interface ErrorDescription extends LogFields {
  name: string
  /** Code of a Node system error, such as ECONNREFUSED, or of Postgres, such as 42P01. */
  code?: string
  frames?: string[]
  cause?: ErrorDescription
}

const MAX_FRAMES = 12

/**
 * Never the message: Postgres's messages repeat values of queries and tables, and therefore customer data. What is
 * left of one is in the error's `logFields`.
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

function hasLogFields(error: Error): error is Error & { logFields: LogFields } {
  return 'logFields' in error
}

/** The message may contain lines that look like frames. */
function toFrames({ stack = '', message }: Error): string[] {
  const after = stack.indexOf(message) + message.length
  const lines = stack.slice(after).split('\n')
  return lines
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '))
    .slice(0, MAX_FRAMES)
}
