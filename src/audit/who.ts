import { AUDIT_MARK } from './audit.ts'
import { parseObject } from './chain.ts'

/** Fields that say what was done beside who did it. */
const DETAILS = ['status', 'panel', 'field', 'reason', 'from', 'source', 'tenantId', 'window'] as const

/**
 * Makes the function that tells of a line who did what about one customer.
 *
 * @param ids what the audit may have in the place of the customer: the id, and its digests
 * @returns null where the line is about nobody, or about others
 */
export function createWho(ids: ReadonlySet<string>): (text: string) => string | null {
  const isOne = (id: unknown) => typeof id === 'string' && ids.has(id)
  return (text) => {
    if (!text.startsWith(AUDIT_MARK)) return null
    const line = parseObject(Buffer.from(text, 'latin1').toString('utf8'))
    if (!line) return null
    const { customerId, candidateIds } = line
    const isListed = Array.isArray(candidateIds) && candidateIds.some(isOne)
    if (!isOne(customerId) && !isListed) return null
    const agent = `agent ${toText(line['agentId'])}${line['agentDiffers'] === true ? ' (query names another)' : ''}`
    const details = DETAILS.filter((name) => typeof line[name] === 'string').map(
      (name) => `${name} ${toText(line[name])}`,
    )
    const listed = isOne(customerId) ? [] : ['among several']
    const parts = [toText(line['time']), toText(line['action']), agent, ...listed, ...details]
    return [...parts, `request ${toText(line['requestId'])}`].join('  ')
  }
}

/** Controls would be orders to a terminal: a line may have been inserted. */
const toText = (value: unknown) => (typeof value === 'string' ? value.replaceAll(/\p{C}/gu, '?') : 'unknown')
