import { createHash } from 'node:crypto'
import { SAMPLE_TIME, type SampleOrder, type SampleParcel, type SamplePayment } from './sample-customer.ts'

export interface Shipping {
  carrier: keyof typeof CARRIERS
  method: string
  shipTo: string
  /** Days until a parcel in transit is due; negative if overdue. */
  dueIn: number
}

/** Prefix and number of digits of each carrier's tracking numbers. */
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

/** Days relative to SAMPLE_TIME; may be negative. */
export const daysFromNow = (days: number) => toTime(SAMPLE_TIME + days * DAY_MS)

/** Derived from the seed, so that they never change and belong to nobody. */
export function toTracking(carrier: keyof typeof CARRIERS, seed: string) {
  const { prefix, digits } = CARRIERS[carrier]
  const number = createHash('sha256').update(seed).digest().readUIntBE(0, 6)
  const trackingNo = prefix + String(number).padStart(15, '0').slice(-digits)
  return { carrier, trackingNo, trackingUrl: `https://tracking.example.com/${trackingNo}` }
}

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
