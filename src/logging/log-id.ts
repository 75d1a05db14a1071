import { createHmac, type KeyObject } from 'node:crypto'
import { createContext, Script } from 'node:vm'

/** Whose id it is. The same text as the id of another kind has another digest. */
type Kind = 'customer' | 'tenant' | 'agent' | 'client'

/** Makes of an id what the log may hold of it: itself, or `h:` and 16 hexadecimal digits. */
export type LogId = (kind: Kind, id: string | null) => string | null

interface Options {
  /** The same in every replica. */
  key: KeyObject
  /** What else a whole id may look like to be logged as it is. */
  pattern?: RegExp | undefined
}

/** Nobody's phone number or identity card, and nobody's name. */
const IMPERSONAL = /^(\d{1,6}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i
const DIGEST_LENGTH = 16

/**
 * Companies key their customers by whatever they have: phone numbers, identity cards, names, e-mail addresses, the
 * visitor's id. An id is logged as it is only when its own shape rules that out; any other one as a digest, which is
 * the same for the same id, so that an audit can still follow it.
 */
export function createLogId({ key, pattern }: Options): LogId {
  const isDeclared = pattern ? createMatcher(pattern) : () => false
  return (kind, id) => {
    if (id === null) return null
    // The pattern is of ids that the company gave; an address of the network is nobody's of them.
    if (kind !== 'client' && (IMPERSONAL.test(id) || isDeclared(id))) return id
    const digest = createHmac('sha256', key).update(`${kind} ${id}`).digest('hex')
    return `h:${digest.slice(0, DIGEST_LENGTH)}`
  }
}

/** Longer ids are never compared with the company's pattern. */
const MAX_LENGTH = 200
const TIMEOUT_MS = 20

/**
 * The pattern is the company's, and may take exponential time where the text is a stranger's. Only a script of its own
 * can be given a time limit; what exceeds it counts as no match.
 */
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
