import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCheck } from '../support/commands.ts'
import { createEmptyDatabase } from '../support/database.ts'
import { writeQueries } from '../support/queries.ts'

let database: Awaited<ReturnType<typeof createEmptyDatabase>>
beforeAll(async () => (database = await createEmptyDatabase()))
afterAll(() => database.drop())

const CUSTOMER = `-- hide: no
-- column phone: Phone | 电话 | mask
-- column pin: PIN | 密码 | secret
select 'c1' as id, 'n1' as no, 'Ann' as called, '1' as phone, '2' as pin where :visitorImId = 'm1'`
const PANEL = `-- hide: note
-- column phone: Phone | 电话 | mask
-- column pin: PIN | 密码 | secret
-- column extra: Extra | 其他 | json
select 'A-1' as order_no, 'x' as note, '1' as phone, '2' as pin, '{}'::jsonb as extra where :customerId = 'c1'`

const PANEL_COLUMNS = 'it returns order_no, note, phone, pin, extra'
const CUSTOMER_COLUMNS = 'it returns id, no, called, phone, pin'
const address = (column: string) => `link(https://x.example/{${column}})`

test.each([
  [
    'column order_no: A | 甲 |',
    address('ordr_no'),
    'the address of a link names no column {ordr_no} (did you mean {order_no}?)',
    PANEL_COLUMNS,
  ],
  [
    'column order_no: A | 甲 |',
    address('pin'),
    'column pin is masked, but used in the address of a link',
    '',
  ],
  [
    'action: A | 甲 |',
    address('order_noo'),
    'the address of an action names no column {order_noo} (did you mean {order_no}?)',
    PANEL_COLUMNS,
  ],
  ['action: A | 甲 |', address('phone'), 'column phone is masked, but used in the address of an action', ''],
  ['action: A | 甲 |', address('note'), 'column note is hidden, but used in the address of an action', ''],
  ['reply a:', 'No. {order_no} {total}', 'reply a names no column {total}', PANEL_COLUMNS],
  [
    'reply a: A |',
    '{Order_No}',
    'reply a names no column {Order_No} (did you mean {order_no}?)',
    PANEL_COLUMNS,
  ],
  ['reply a:', '{phone}', 'column phone is masked, but used in reply a', ''],
  ['reply a:', '{pin}', 'column pin is masked, but used in reply a', ''],
  ['reply a: A |', '{note}', 'column note is hidden, but used in reply a', ''],
  ['reply a:', '{extra}', 'reply a names the column extra, and json has no text', ''],
  [
    'title: A | 甲 |',
    address('order_no'),
    'the address of the title names no column {order_no} of customer.sql',
    CUSTOMER_COLUMNS,
  ],
  [
    'title: A | 甲 |',
    address('caled'),
    'the address of the title names no column {caled} of customer.sql (did you mean {called}?)',
    CUSTOMER_COLUMNS,
  ],
  [
    'title: A | 甲 |',
    address('phone'),
    'column phone of customer.sql is masked, but used in the address of the title',
    '',
  ],
  [
    'title: A | 甲 |',
    address('no'),
    'column no of customer.sql is hidden, but used in the address of the title',
    '',
  ],
])('reports what a text or URL cannot contain: %s %s', async (key, text, message, columns) => {
  const panel = `-- ${key} ${text}\n${PANEL}`
  const directory = writeQueries({ 'customer.sql': CUSTOMER, 'panels/10-a.sql': panel })
  const { code, err } = await runCheck([], { DATABASE_URL: database.url, QUERIES_DIR: directory })
  expect(code).toBe(1)
  expect(err).toContain(`10-a.sql:1: ${message}${columns === '' ? '' : `; ${columns}`}\n`)
})

test.each([
  [address('calld'), 'the address of an action names no column {calld} (did you mean {called}?)'],
  [address('no'), 'column no is hidden, but used in the address of an action'],
  [address('pin'), 'column pin is masked, but used in the address of an action'],
])('reports the same for customer.sql: %s', async (text, message) => {
  const directory = writeQueries({ 'customer.sql': `-- action: A | 甲 | ${text}\n${CUSTOMER}` })
  const { code, err } = await runCheck([], { DATABASE_URL: database.url, QUERIES_DIR: directory })
  expect(code).toBe(1)
  expect(err).toContain(`customer.sql:1: ${message}`)
})

test.each(['money(pin)', 'link(pin)', 'badge(tone: pin)'])(
  'reports a masked column that another column would show: %s',
  async (format) => {
    const panel = `-- column order_no: A | 甲 | ${format}\n${PANEL}`
    const directory = writeQueries({ 'customer.sql': CUSTOMER, 'panels/10-a.sql': panel })
    const { code, err } = await runCheck([], { DATABASE_URL: database.url, QUERIES_DIR: directory })
    expect(code).toBe(1)
    expect(err).toContain(
      '10-a.sql:4: column pin is masked, and another shows it as its currency, colour or address\n',
    )
  },
)

test('accepts valid templates', async () => {
  const panel = `-- title: A | 甲 | ${address('called')}
-- action: A | 甲 | ${address('order_no')}
-- reply a: {order_no} | {"order_no"} {"Order ""No"""}
${PANEL.replace("'x' as note", `'x' as note, 'y' as "Order ""No"""`)}`
  const customer = `-- action: A | 甲 | ${address('called')}\n${CUSTOMER}`
  const directory = writeQueries({ 'customer.sql': customer, 'panels/10-a.sql': panel })
  expect(await runCheck([], { DATABASE_URL: database.url, QUERIES_DIR: directory })).toMatchObject({
    code: 0,
    err: '',
  })
})
