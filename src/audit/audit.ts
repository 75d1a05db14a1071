import { toTraceFields } from '../logging/trace.ts'
import type { Sealer } from './chain.ts'

type Locals = Express.Locals

/** What is recorded. `start` and `end` are the process's; `refused` names requests whose line is there and whose answer is not. */
export type AuditAction = 'view' | 'reveal' | 'search' | 'open' | 'link' | 'undo'

/** Where the lines go. */
export interface AuditSink {
  /** A line would be taken at the moment. */
  isReady(): boolean
  /** Takes a line, without its end. Rejects when it is not there at once; where the sink was ready, it may be there later. */
  append(line: string): Promise<void>
  /** Resolves when everything is on the disk. */
  close(): Promise<void>
}

/** The record of who saw whom cannot be written, so that nobody may be shown. */
export class AuditUnavailableError extends Error {
  override name = 'AuditUnavailableError'
}

export interface Audit {
  /** False: whatever is asked for could not be recorded, and need not be looked up. */
  isReady(): boolean
  /**
   * Writes who did what. To be awaited before the first byte of an answer that has a customer.
   *
   * @param locals who asks, and who is shown: their ids as the log may hold them
   * @param details further fields, or others in the place of those; no value, no name, nothing that was typed
   * @throws {AuditUnavailableError} when the line is not accepted
   */
  record(locals: Locals, action: AuditAction, details?: Readonly<Record<string, unknown>>): Promise<void>
  /** Writes that recording begins. @throws {AuditUnavailableError} */
  start(): Promise<void>
  /** Writes that the process ends by itself, where it can, and closes. */
  end(): Promise<void>
}

/** What every audit line begins with, so that it is told from other lines without being read. */
export const AUDIT_MARK = '{"audit":true,'
/** Stands behind a line that was found half written when its file was opened again. No whole line ends in it. */
export const BROKEN_OFF = ' broken off'

/** @param seal null where the lines are not chained */
export function createAudit(sink: AuditSink, seal: Sealer | null): Audit {
  let refused: string[] = []

  async function append(action: string, fields: Readonly<Record<string, unknown>>): Promise<void> {
    if (!sink.isReady()) throw new AuditUnavailableError()
    const json = JSON.stringify({ audit: true, time: new Date().toISOString(), action, ...fields })
    await sink.append(seal ? seal(json) : json)
  }

  /** Lines that the sink had when it failed are kept until it works again. Their answers were not given. */
  async function tellRefused(): Promise<void> {
    if (refused.length === 0 || !sink.isReady()) return
    const requestIds = refused
    refused = []
    await append('refused', { requestIds }).catch((error: unknown) => {
      refused.push(...requestIds)
      throw error
    })
  }

  return {
    isReady: () => sink.isReady(),
    async record(locals, action, details) {
      const { requestId, customerId, candidateIds, agentId, agentDiffers, tenantId, window } = locals
      const ids = {
        requestId,
        ...toTraceFields(),
        customerId,
        candidateIds,
        agentId,
        agentDiffers: agentDiffers || undefined,
      }
      const told = tellRefused()
      const isReady = sink.isReady()
      const written = append(action, { ...ids, tenantId, window, ...details })
      await Promise.all([told, written]).catch((error: unknown) => {
        if (isReady) refused.push(requestId)
        throw new AuditUnavailableError('', { cause: error })
      })
    },
    start: () => append('start', {}),
    async end() {
      try {
        // A stop is none the worse for an audit that was down before: that there is no end tells it.
        if (sink.isReady()) {
          await tellRefused()
          await append('end', {})
        }
      } finally {
        await sink.close()
      }
    },
  }
}
