import { AUDIT_MARK } from './audit.ts'
import { parseObject } from './chain.ts'

/** Fields that say what was done beside who did it. */
const DETAILS = ['status', 'panel', 'field', 'reason', 'from', 'source', 'tenantId', 'window'] as const
const NOT_GIVEN = 'answer not given'

/**
 * Makes the function that tells of a line who did what about one customer, or which of the answers told of before were
 * not given. It is to be given all lines, one after the other.
 *
 * @param ids what the audit may have in the place of the customer: the id, and its digests
 * @returns null where the line is about nobody, or about others
 */
export function createWho(ids: ReadonlySet<string>): (text: string) => string | null {
  /** Requests that were told of, and those whose answer was not given: which comes first is up to the order of files. */
  const [told, refused] = [new Set<unknown>(), new Set<unknown>()]
  const isOne = (id: unknown) => typeof id === 'string' && ids.has(id)
  return (text) => {
    if (!text.startsWith(AUDIT_MARK)) return null
    const line = parseObject(Buffer.from(text, 'latin1').toString('utf8'))
    if (!line) return null
    if (line['action'] === 'refused') {
      const requestIds = toList(line['requestIds'])
      for (const id of requestIds) refused.add(id)
      const own = requestIds.filter((id) => told.has(id)).map((id) => `request ${toText(id)}`)
      return own.length > 0 ? [toText(line['time']), 'refused', NOT_GIVEN, ...own].join('  ') : null
    }
    const { customerId, candidateIds, requestId } = line
    const isListed = toList(candidateIds).some(isOne)
    if (!isOne(customerId) && !isListed) return null
    told.add(requestId)
    const agent = `agent ${toText(line['agentId'])}${line['agentDiffers'] === true ? ' (query names another)' : ''}`
    const details = DETAILS.filter((name) => typeof line[name] === 'string').map(
      (name) => `${name} ${toText(line[name])}`,
    )
    const listed = isOne(customerId) ? [] : ['among several']
    const given = refused.has(requestId) ? [NOT_GIVEN] : []
    const parts = [toText(line['time']), toText(line['action']), ...given, agent, ...listed, ...details]
    return [...parts, `request ${toText(requestId)}`].join('  ')
  }
}

const toList = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

/** Controls would be orders to a terminal: a line may have been inserted. */
const toText = (value: unknown) => (typeof value === 'string' ? value.replaceAll(/\p{C}/gu, '?') : 'unknown')
