import { createHmac, type KeyObject } from 'node:crypto'
import { createContext, Script } from 'node:vm'

type Kind = 'customer' | 'tenant' | 'agent' | 'client'

/** Unchanged, or `h:` and 16 hexadecimal digits. */
export type LogId = (kind: Kind, id: string | null) => string | null

interface Options {
  /** The same on every replica. */
  key: KeyObject
  /** May be logged unchanged; must match the whole id. */
  pattern?: RegExp | undefined
}

/** Short numbers and UUIDs, which cannot be phone numbers, identity card numbers or names. */
const IMPERSONAL = /^(\d{1,6}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i
const DIGEST_LENGTH = 16

/**
 * An id may be a phone number, identity card, name or e-mail address. It is logged unchanged only if its shape rules
 * these out, or else as a digest, which is stable, so an audit can still follow it.
 */
export function createLogId({ key, pattern }: Options): LogId {
  const isDeclared = pattern ? createMatcher(pattern) : () => false
  return (kind, id) => {
    if (id === null) return null
    // The pattern describes the company's ids, never network addresses.
    if (kind !== 'client' && (IMPERSONAL.test(id) || isDeclared(id))) return id
    const digest = createHmac('sha256', key).update(`${kind} ${id}`).digest('hex')
    return `h:${digest.slice(0, DIGEST_LENGTH)}`
  }
}

const MAX_LENGTH = 200
/** A match takes microseconds. On a busy machine, a process may be paused for longer than a tenth of a second. */
const TIMEOUT_MS = 250

/** The pattern may backtrack exponentially on untrusted input. Only a separate script can be given a time limit. */
function createMatcher(pattern: RegExp): (id: string) => boolean {
  const context = createContext({ pattern, id: '' })
  const script = new Script('pattern.test(id)')
  return (id) => {
    if (id.length > MAX_LENGTH) return false
    context['id'] = id
    try {
      return script.runInContext(context, { timeout: TIMEOUT_MS }) === true
    } catch {
      return false
    }
  }
}
