import { AuditUnavailableError, type Audit, type AuditSink } from '../audit/audit.ts'
import { openFileSink } from '../audit/file-sink.ts'
import { checkAppendable } from '../audit/open-file.ts'
import { createLogSink } from '../audit/log-sink.ts'
import { describeError } from '../logging/describe-error.ts'
import type { Log } from '../logging/log.ts'
import type { LogOutput } from '../logging/log-output.ts'
import { StartError } from './start-error.ts'

/**
 * @param path undefined for the standard output
 * @throws {StartError} if the file cannot be written
 */
export async function openAuditSink(
  path: string | undefined,
  { log, output }: { log: Log; output: LogOutput },
): Promise<AuditSink> {
  if (path === undefined) return createLogSink(output)
  const sink = openFileSink({
    path,
    onFailed: (error) => log.error({ event: 'audit_failed', error: describeError(error) }),
    onResumed: () => log.warn({ event: 'audit_resumed' }),
  })
  return sink.catch((error: unknown) => {
    throw toStartError(error)
  })
}

export async function findAuditFaults(path: string | undefined): Promise<string[]> {
  if (path === undefined) return []
  return checkAppendable(path).then(
    () => [],
    (error: unknown) => [`${toStartError(error).message}.`],
  )
}

/** @throws {StartError} if the first line cannot be written, for example because the disk is full */
export async function startAudit(audit: Audit): Promise<void> {
  await audit.start().catch((error: unknown) => {
    throw toStartError(error instanceof AuditUnavailableError ? error.cause : error)
  })
}

function toStartError(error: unknown): StartError {
  const { code = 'unknown' } = (error ?? {}) as { code?: string }
  return new StartError(`AUDIT_FILE cannot be written (${code})`)
}
