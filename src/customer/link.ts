import type { Pool } from 'pg'
import { QueryError } from '../database/query-error.ts'
import { writeLocked, type WriteResult } from '../database/write.ts'
import { toValues } from './lookup-parameters.ts'
import type { LinkQueries } from './query-file/link-files.ts'
import type { LinkParameter } from './query-file/parameter-names.ts'
import type { QueryFile } from './query-file/query-file.ts'
import { withSource } from './error-source.ts'

/** An advisory lock, or serializable transactions: docs/decisions/0011. */
export type LinkLock = 'advisory' | 'serializable'

/** An agent, or the company's signature. */
export const LINK_SOURCES = ['agent', 'proof'] as const
export type LinkSource = (typeof LINK_SOURCES)[number]

export interface LinkRequest extends Readonly<Record<LinkParameter, string | null>> {
  visitorImId: string
  customerId: string
  source: LinkSource
}

/**
 * `taken`: linked to another customer, who is unknown if `link.sql` returned no row. `gone`: the customer, or
 * whatever else the link refers to, has been deleted. A link can be undone only from the source that created it.
 */
export type LinkResult =
  | { status: 'linked'; isUndoable: boolean }
  | { status: 'taken'; customerId: string | null }
  | { status: 'gone'; error: QueryError }

export type Linker = ReturnType<typeof createLinker>

interface Options {
  pool: Pool
  queries: LinkQueries
  lock: LinkLock
  timeoutMs: number
}

const FOREIGN_KEY_VIOLATION = '23503'

/** Isolates the requests of each visitor from each other. */
export function createLinker({ pool, queries, lock, timeoutMs }: Options) {
  async function run(file: QueryFile, request: LinkRequest, shouldCommit: (written: WriteResult) => boolean) {
    const values = toValues(file, request, request.customerId)
    try {
      return await writeLocked(pool, {
        text: file.text,
        values,
        lock: lock === 'advisory' ? request.visitorImId : null,
        shouldCommit,
        timeoutMs: file.timeoutMs ?? timeoutMs,
      })
    } catch (error) {
      throw error instanceof QueryError ? withSource(error, file) : error
    }
  }

  return {
    canUnlink: queries.unlink !== null,
    restrictions: {
      link: queries.link.restriction,
      unlink: queries.unlink && queries.unlink.restriction,
    },
    /** @throws {QueryError} */
    link: async (request: LinkRequest): Promise<LinkResult> => {
      const isLinked = (written: WriteResult) => valueOf(written, 'customer_id') === request.customerId
      const written = await run(queries.link, request, isLinked).catch((error: unknown) => {
        if (error instanceof QueryError && error.sqlState === FOREIGN_KEY_VIOLATION) return error
        throw error
      })
      if (written instanceof QueryError) return { status: 'gone', error: written }
      if (!isLinked(written)) return { status: 'taken', customerId: valueOf(written, 'customer_id') }
      const isSameSource =
        !written.columns.includes('source') || valueOf(written, 'source') === request.source
      return { status: 'linked', isUndoable: isSameSource && queries.unlink !== null }
    },
    /**
     * @returns whether the link existed
     * @throws {QueryError}
     */
    unlink: async (request: LinkRequest): Promise<boolean> => {
      if (!queries.unlink) return false
      const { rows } = await run(queries.unlink, request, () => true)
      return rows.length > 0
    },
  }
}

function valueOf({ columns, rows }: WriteResult, column: string): string | null {
  const value = rows[0]?.[columns.lastIndexOf(column)]
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null
}
