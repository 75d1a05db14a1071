import { toItem } from './catalogue.ts'
import type { SampleOrder } from './sample-customer.ts'
import { toDelivery, type Shipping } from './shipping.ts'

const FIRST_ORDER = Date.UTC(2026, 9, 30, 9, 15)
const DAY_MS = 86_400_000

const STATUSES = [
  'processing',
  'shipped',
  'delivered',
  'delivered',
  'refunded',
  'delivered',
  'cancelled',
] as const

/** An additional item, with its price. */
export interface Extra {
  name: string
  price: string
}

/** Newest first. What varies depends on the position only, so every load is the same. */
export function orderSeries(
  prefix: string,
  count: number,
  currency: string,
  goods: readonly string[],
  shipping: Shipping,
  extra?: Extra,
): SampleOrder[] {
  return Array.from({ length: count }, (_, index) => {
    const status = STATUSES[index % STATUSES.length] ?? 'delivered'
    const total = (29.9 + ((index * 137.35) % 940)).toFixed(2)
    const summary = goods[index % goods.length] ?? ''
    const order = {
      no: `${prefix}-${String(4100 - index * 7)}`,
      status,
      total,
      currency,
      paid: status !== 'cancelled',
      placed: new Date(FIRST_ORDER - index * 11 * DAY_MS - index * 3_600_000).toISOString(),
      summary,
    }
    const hasExtra = extra !== undefined && index % 3 === 1
    const rest = hasExtra ? Number(total) - Number(extra.price) : Number(total)
    const items = [toItem(summary, rest.toFixed(2)), ...(hasExtra ? [toItem(extra.name, extra.price)] : [])]
    return { ...order, items, ...toDelivery(order, shipping) }
  })
}
