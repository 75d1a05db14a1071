/**
 * Labels that count something. A final s proves nothing: "Status" has one, too. Others stay in front of their number.
 */
const SINGULARS: ReadonlyMap<string, string> = new Map([
  ['accounts', 'account'],
  ['addresses', 'address'],
  ['appointments', 'appointment'],
  ['bookings', 'booking'],
  ['calls', 'call'],
  ['cards', 'card'],
  ['cases', 'case'],
  ['claims', 'claim'],
  ['complaints', 'complaint'],
  ['contracts', 'contract'],
  ['conversations', 'conversation'],
  ['coupons', 'coupon'],
  ['deliveries', 'delivery'],
  ['devices', 'device'],
  ['invoices', 'invoice'],
  ['items', 'item'],
  ['loans', 'loan'],
  ['messages', 'message'],
  ['notes', 'note'],
  ['orders', 'order'],
  ['parcels', 'parcel'],
  ['payments', 'payment'],
  ['policies', 'policy'],
  ['products', 'product'],
  ['purchases', 'purchase'],
  ['refunds', 'refund'],
  ['rentals', 'rental'],
  ['reservations', 'reservation'],
  ['returns', 'return'],
  ['reviews', 'review'],
  ['shipments', 'shipment'],
  ['subscriptions', 'subscription'],
  ['tickets', 'ticket'],
  ['transactions', 'transaction'],
  ['transfers', 'transfer'],
  ['vehicles', 'vehicle'],
  ['visits', 'visit'],
])

/** "12 orders"; null if the label is not known to count anything. */
export function toCountedNoun(label: string, isOne: boolean): string | null {
  const plural = label.toLowerCase()
  const singular = SINGULARS.get(plural)
  return singular === undefined ? null : isOne ? singular : plural
}
