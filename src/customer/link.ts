import type { Pool } from 'pg'
import { QueryError } from '../database/query-error.ts'
import { writeLocked, type Written } from '../database/write.ts'
import { toValues } from './lookup-parameters.ts'
import type { LinkQueries } from './query-file/link-files.ts'
import type { LinkParameter } from './query-file/parameter-names.ts'
import type { QueryFile } from './query-file/query-file.ts'
import { withSource } from './error-source.ts'

/** An advisory lock, or serializable transactions: docs/decisions/0011. */
export type LinkLock = 'advisory' | 'serializable'

/** Who says that it is them: an agent, or the company's own signature. */
type LinkSource = 'agent' | 'proof'

/** Which visitor is to be linked to which customer, and by whom. */
export interface LinkRequest extends Readonly<Record<LinkParameter, string | null>> {
  visitorImId: string
  customerId: string
  source: LinkSource
}

/**
 * Whose the visitor is now. `taken`: somebody else's, of whom nothing is known where `link.sql` returned nothing. `gone`:
 * what the link would refer to, as a rule the customer, has been deleted meanwhile.
 *
 * A link can be undone by whoever made it, and not where it was there before, from another source.
 */
export type LinkResult =
  | { status: 'linked'; isUndoable: boolean }
  | { status: 'taken'; customerId: string | null }
  | { status: 'gone'; error: QueryError }

export type Linker = ReturnType<typeof createLinker>

interface Options {
  /** Of the role that may write. */
  pool: Pool
  queries: LinkQueries
  /** How links of one visitor are kept apart. */
  lock: LinkLock
  /** Time limit of a statement, in milliseconds. */
  timeoutMs: number
}

const FOREIGN_KEY_VIOLATION = '23503'

/** Makes the functions that link a visitor to a customer and take that back, as if one came after the other for each visitor. */
export function createLinker({ pool, queries, lock, timeoutMs }: Options) {
  async function run(file: QueryFile, request: LinkRequest, keep: (written: Written) => boolean) {
    const values = toValues(file, request, request.customerId)
    try {
      return await writeLocked(pool, {
        text: file.text,
        values,
        lock: lock === 'advisory' ? request.visitorImId : null,
        keep,
        timeoutMs: file.timeoutMs ?? timeoutMs,
      })
    } catch (error) {
      throw error instanceof QueryError ? withSource(error, file) : error
    }
  }

  return {
    canUnlink: queries.unlink !== null,
    /** Who may link, and who may undo it. */
    restrictions: {
      link: queries.link.restriction,
      unlink: queries.unlink && queries.unlink.restriction,
    },
    /** @throws {QueryError} */
    link: async (request: LinkRequest): Promise<LinkResult> => {
      const isKept = (written: Written) => valueOf(written, 'customer_id') === request.customerId
      const written = await run(queries.link, request, isKept).catch((error: unknown) => {
        if (error instanceof QueryError && error.sqlState === FOREIGN_KEY_VIOLATION) return error
        throw error
      })
      if (written instanceof QueryError) return { status: 'gone', error: written }
      if (!isKept(written)) return { status: 'taken', customerId: valueOf(written, 'customer_id') }
      const isOwn = !written.columns.includes('source') || valueOf(written, 'source') === request.source
      return { status: 'linked', isUndoable: isOwn && queries.unlink !== null }
    },
    /**
     * @returns whether there was such a link
     * @throws {QueryError}
     */
    unlink: async (request: LinkRequest): Promise<boolean> => {
      if (!queries.unlink) return false
      const { rows } = await run(queries.unlink, request, () => true)
      return rows.length > 0
    },
  }
}

function valueOf({ columns, rows }: Written, column: string): string | null {
  const value = rows[0]?.[columns.lastIndexOf(column)]
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null
}
