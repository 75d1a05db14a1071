import { AUDIT_PREFIX } from './audit.ts'
import { parseObject } from './chain.ts'

const DETAILS = ['status', 'panel', 'field', 'reason', 'from', 'source', 'tenantId', 'window'] as const
const NOT_GIVEN = 'answer not given'

/**
 * Pass all lines in order.
 *
 * @param ids the forms of the customer in the audit: the id and its digests
 * @returns null if the line does not concern the customer
 */
export function createAccessReport(ids: ReadonlySet<string>): (text: string) => string | null {
  /**
   * Ids of requests described so far, and of those not answered. Which comes first depends on the order of the files.
   */
  const [described, refused] = [new Set<unknown>(), new Set<unknown>()]
  const isCustomer = (id: unknown) => typeof id === 'string' && ids.has(id)
  return (text) => {
    if (!text.startsWith(AUDIT_PREFIX)) return null
    const line = parseObject(Buffer.from(text, 'latin1').toString('utf8'))
    if (!line) return null
    if (line['action'] === 'refused') {
      const requestIds = toList(line['requestIds'])
      for (const id of requestIds) refused.add(id)
      const own = requestIds.filter((id) => described.has(id)).map((id) => `request ${toText(id)}`)
      return own.length > 0 ? [toText(line['time']), 'refused', NOT_GIVEN, ...own].join('  ') : null
    }
    const { customerId, candidateIds, requestId } = line
    const isListed = toList(candidateIds).some(isCustomer)
    if (!isCustomer(customerId) && !isListed) return null
    described.add(requestId)
    const agent = `agent ${toText(line['agentId'])}${line['agentDiffers'] === true ? ' (query names another)' : ''}`
    const details = DETAILS.filter((name) => typeof line[name] === 'string').map(
      (name) => `${name} ${toText(line[name])}`,
    )
    const listed = isCustomer(customerId) ? [] : ['among several']
    const notGiven = refused.has(requestId) ? [NOT_GIVEN] : []
    const parts = [toText(line['time']), toText(line['action']), ...notGiven, agent, ...listed, ...details]
    return [...parts, `request ${toText(requestId)}`].join('  ')
  }
}

const toList = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

/** A line may have been injected, and a terminal interprets control characters. */
const toText = (value: unknown) => (typeof value === 'string' ? value.replaceAll(/\p{C}/gu, '?') : 'unknown')
