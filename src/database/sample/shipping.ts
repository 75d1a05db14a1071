import { createHash } from 'node:crypto'
import { SAMPLE_TIME, type SampleOrder, type SampleParcel, type SamplePayment } from './sample-customer.ts'

/** How a customer's orders are paid and sent. */
export interface Shipping {
  carrier: keyof typeof CARRIERS
  method: string
  shipTo: string
  /** In how many days a parcel that is under way is expected; it is overdue below zero. */
  dueIn: number
}

/** What a carrier's tracking numbers begin with, and how many digits follow. */
const CARRIERS = {
  DHL: { prefix: 'JD0146', digits: 12 },
  UPS: { prefix: '1Z999AA1', digits: 10 },
  Aramex: { prefix: '', digits: 11 },
  顺丰: { prefix: 'SF', digits: 13 },
  中通: { prefix: '7', digits: 13 },
  京东: { prefix: 'JDVA', digits: 11 },
} as const

const DAY_MS = 86_400_000

const toTime = (ms: number) => new Date(ms).toISOString()

/** So many days before or after the moment of the sample. */
export const daysFromNow = (days: number) => toTime(SAMPLE_TIME + days * DAY_MS)

/** The parcel's number and where it is followed; the number is of no person, and always the same. */
export function toTracking(carrier: keyof typeof CARRIERS, seed: string) {
  const { prefix, digits } = CARRIERS[carrier]
  const number = createHash('sha256').update(seed).digest().readUIntBE(0, 6)
  const trackingNo = prefix + String(number).padStart(15, '0').slice(-digits)
  return { carrier, trackingNo, trackingUrl: `https://tracking.example.com/${trackingNo}` }
}

/** The parcels of an order of such a status, and how it was paid. */
export function toDelivery(
  { no, status, paid, placed }: Pick<SampleOrder, 'no' | 'status' | 'paid' | 'placed'>,
  { carrier, method, shipTo, dueIn }: Shipping,
): { parcels: SampleParcel[]; payments: SamplePayment[] } {
  const at = Date.parse(placed)
  const after = (days: number) => at + days * DAY_MS
  const payments = paid ? [{ method, attempted: toTime(at + 60_000) }] : []
  const tracking = toTracking(carrier, no)
  if (status === 'cancelled') return { parcels: [], payments }
  if (status === 'pending' || status === 'processing')
    return { parcels: [{ shipTo, expected: daysFromNow(dueIn + 3) }], payments }
  if (status === 'shipped') {
    const shipped = daysFromNow(Math.min(dueIn, 0) - 3)
    return { parcels: [{ ...tracking, shipTo, shipped, expected: daysFromNow(dueIn) }], payments }
  }
  const times = { shipped: toTime(after(1)), expected: toTime(after(5)), delivered: toTime(after(5)) }
  return { parcels: [{ ...tracking, shipTo, ...times }], payments }
}
