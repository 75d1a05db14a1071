import { toTraceFields } from '../logging/trace.ts'
import type { Chain } from './chain.ts'

type Locals = Express.Locals

/** Beyond these, `start` and `end` record the process's lifetime, and `refused` requests that were not answered. */
export type AuditAction = 'view' | 'reveal' | 'search' | 'open' | 'link' | 'undo'

export interface AuditSink {
  isReady: () => boolean
  /** `line` has no newline. If it is rejected although the sink was ready, it may still be written later. */
  append(line: string): Promise<void>
  close(): Promise<void>
}

export class AuditUnavailableError extends Error {
  override name = 'AuditUnavailableError'
}

export interface Audit {
  isReady: () => boolean
  /**
   * Await it before the first byte of a response that contains customer data.
   *
   * @param details never values, names or input
   * @throws {AuditUnavailableError} if the line is not accepted
   */
  record(locals: Locals, action: AuditAction, details?: Readonly<Record<string, unknown>>): Promise<void>
  /** @throws {AuditUnavailableError} */
  start(): Promise<void>
  end(): Promise<void>
}

/** Distinguishes audit lines from log lines without parsing. */
export const AUDIT_PREFIX = '{"audit":true,'
/** Marks a partial line when the file is opened again. No complete line ends with it. */
export const TRUNCATION_MARK = ' broken off'

/** @param chain null if lines are not chained */
export function createAudit(sink: AuditSink, chain: Chain | null): Audit {
  let refused: string[] = []

  async function append(action: string, fields: Readonly<Record<string, unknown>>): Promise<void> {
    if (!sink.isReady()) throw new AuditUnavailableError()
    const json = JSON.stringify({ audit: true, time: new Date().toISOString(), action, ...fields })
    await sink.append(chain ? chain(json) : json)
  }

  /** For requests whose lines were accepted while the sink failed: they were not answered. */
  async function recordRefused(): Promise<void> {
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
    async record(locals, action, details = {}) {
      const { requestId, customerId, candidateIds, agentId, agentDiffers, tenantId, window } = locals
      const recorded = recordRefused()
      const isReady = sink.isReady()
      const written = append(action, {
        requestId,
        ...toTraceFields(),
        customerId,
        candidateIds,
        agentId,
        agentDiffers: agentDiffers || undefined,
        tenantId,
        window,
        ...details,
      })
      await Promise.all([recorded, written]).catch((error: unknown) => {
        if (isReady) refused.push(requestId)
        throw new AuditUnavailableError('', { cause: error })
      })
    },
    start: () => append('start', {}),
    async end() {
      try {
        // If the audit is already down, shut down anyway: the missing `end` shows it.
        if (sink.isReady()) {
          await recordRefused()
          await append('end', {})
        }
      } finally {
        await sink.close()
      }
    },
  }
}
