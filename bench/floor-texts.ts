/** Rows as Postgres wrote them: a text for each column, in the order of the columns. */
export type TextRow = (string | null)[]

export interface FloorRows {
  customer: TextRow
  summary: TextRow
  orders: TextRow[]
  conversations: TextRow[]
  channels: TextRow[]
}

/** The index of each column, by query. */
export type Positions = Record<keyof FloorRows, ReadonlyMap<string, number>>

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
)
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')

/**
 * All texts of a found customer's page that differ between customers, formatted by hand, in English and UTC. What
 * is the same for all customers of the load (states, level, tags, numbers of orders) comes from the template page.
 */
export function toTexts(rows: FloorRows, positions: Positions, visitorImId: string): string[] {
  const { customer, summary } = rows
  const cell = (row: TextRow, query: keyof Positions, column: string) =>
    row[positions[query].get(column) ?? -1] ?? ''
  const ofCustomer = (column: string) => cell(customer, 'customer', column)
  const attributes = JSON.parse(ofCustomer('attributes')) as { warehouse: string }
  const texts = [
    ...[visitorImId, ofCustomer('customer_no'), ofCustomer('nickname')],
    ...[ofCustomer('full_name'), ofCustomer('company'), ofCustomer('ship_to')],
    ...[ofCustomer('description'), attributes.warehouse],
    `aria-hidden="true">${initials(ofCustomer('full_name'))}</span>`,
    ...[maskPhone(ofCustomer('phone')), ofCustomer('phone')],
    ...[maskEmail(ofCustomer('email')), ofCustomer('email')],
    ...toTime(ofCustomer('created_at')),
    toMoney(cell(summary, 'summary', 'spent')),
    toFigureDue(cell(summary, 'summary', 'unpaid')),
  ]
  for (const order of rows.orders) {
    texts.push(cell(order, 'orders', 'order_no'), cell(order, 'orders', 'summary'))
    texts.push(toMoney(cell(order, 'orders', 'total')), ...toTime(cell(order, 'orders', 'placed_at')))
    texts.push(cell(order, 'orders', 'tracking_no'), shorten(cell(order, 'orders', 'tracking_no')))
    const items = JSON.parse(cell(order, 'orders', 'items') || '[]') as { name: string; price: number }[]
    for (const { name, price } of items) texts.push(name, toMoney(price.toFixed(2)))
  }
  for (const conversation of rows.conversations) {
    texts.push(cell(conversation, 'conversations', 'subject'), cell(conversation, 'conversations', 'summary'))
  }
  for (const seen of rows.channels) {
    texts.push(cell(seen, 'channels', 'visitor_im_id'), ...toTime(cell(seen, 'channels', 'first_seen_at')))
  }
  return texts
}

/** `2025-03-04 05:06:07+00` as a machine-readable time, an exact time, and a date. */
function toTime(text: string): string[] {
  const [year, month, day] = [text.slice(0, 4), Number(text.slice(5, 7)), Number(text.slice(8, 10))]
  const name = MONTHS[month - 1] ?? ''
  const weekday = DAYS[new Date(Date.UTC(Number(year), month - 1, day)).getUTCDay()] ?? ''
  const hour = Number(text.slice(11, 13))
  const clock = `${hour % 12 || 12}:${text.slice(14, 19)} ${hour < 12 ? 'AM' : 'PM'}`
  return [
    `${text.slice(0, 10)}T${text.slice(11, 19)}Z`,
    `${weekday.slice(0, 3)}, ${name.slice(0, 3)} ${day}, ${year}, ${clock}`,
    // With its delimiters, as the exact time of another value may contain the same date.
    `>${name.slice(0, 3)} ${day}${isNear(text) ? '' : `, ${year}`}<`,
  ]
}

/** The current year is omitted. */
function isNear(text: string): boolean {
  return text.startsWith(String(new Date().getUTCFullYear()))
}

function toMoney(text: string): string {
  const [whole = '', cents = '00'] = text.split('.')
  const grouped = whole.length > 3 ? `${whole.slice(0, -3)},${whole.slice(-3)}` : whole
  return `$${grouped}.${cents}`
}

/** There is no figure if nothing is unpaid. */
function toFigureDue(text: string): string {
  return text === '' ? '' : `<div><dt>Unpaid</dt><dd><bdi class="alert">${toMoney(text)}</bdi></dd></div>`
}

/** A narrow pane hides the middle. */
function shorten(number: string): string {
  return number === '' ? '' : `${number.slice(0, 7)}<span>${number.slice(7, -4)}</span>${number.slice(-4)}`
}

function initials(name: string): string {
  const [first = '', last = ''] = name.split(' ')
  return first.charAt(0).toUpperCase() + last.charAt(0).toUpperCase()
}

function maskPhone(digits: string): string {
  return `${digits.slice(0, 3)}\u00a0••••\u00a0${digits.slice(-4)}`
}

function maskEmail(address: string): string {
  return `${address.slice(0, 1)}••••${address.slice(address.indexOf('@'))}`
}
