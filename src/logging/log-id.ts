import { createHmac, createSecretKey } from 'node:crypto'
import type { Visit } from '../visit/read-visit.ts'

/** Makes of a customer's id what the log may hold of it. */
export type LogId = (customerId: string | null, visit: Visit) => string | null

const MOBILE_NUMBER = /^(\+?86)?1[3-9]\d{9}$/
const DIGEST_LENGTH = 16

/**
 * Some companies key their customers by the visitor's id, a phone number or an e-mail address, which no log may hold.
 * Such an id is replaced by a digest: the same for the same customer, so that an audit can still follow it.
 *
 * @param secret the same in every replica
 */
export function createLogId(secret: string): LogId {
  const key = createSecretKey(secret, 'utf8')
  return (customerId, visit) => {
    if (customerId === null) return null
    const isPersonal =
      MOBILE_NUMBER.test(customerId) || customerId.includes('@') || wasSent(customerId, visit)
    if (!isPersonal) return customerId
    return `h:${createHmac('sha256', key).update(customerId).digest('hex').slice(0, DIGEST_LENGTH)}`
  }
}

function wasSent(customerId: string, { builtIn, customParameters }: Visit): boolean {
  const id = customerId.toLowerCase()
  const isId = (value: string | null) => value?.toLowerCase() === id
  return Object.values(builtIn).some(isId) || customParameters.some(({ value }) => isId(value))
}
