/** Tables other than orders, and some orders. */
export const ROW_CASES_SCHEMA = [
  'create table members (id text primary key, name text, note text, company text, visit_days date[], visits timestamp[], order_ids bigint[], prices numeric[], meta jsonb, active int, yn char(1), flag bit(1), share double precision)',
  `insert into members values ('m1', 'Ada Lovelace', E'Line one\\nLine two', 'Analytical Engines', '{2026-01-02}', '{2026-01-02 03:04:05}', '{1234567890123456789}', '{12345678901234567.89,1.50}', '{"orderId":1234567890123456789,"rate":1.10}', 1, 'Y', B'1', 0.1 + 0.2)`,
  'create table visits (no int, member text, topic text, minutes int, phone text, company text, region text, status text, total numeric(10,2), fee numeric(10,2), tax numeric(10,2), started date, ended date, share double precision, items jsonb, currency text, started_at timestamptz, ended_at timestamp)',
  `insert into visits select 11060 + i, 'm1', 'Topic ' || i, 10 * i, null, null, null, (array['requires_action','UNPROCESSED','done'])[1 + i % 3], 97.40 * i, 3.50, 0.10, date '2025-11-01' + i, date '2025-11-03' + i, 0.1 + 0.2, '[{"sku":"A-1","qty":2,"price":9.5},{"sku":"B-2","qty":1,"price":100}]', 'eur', timestamptz '2025-11-20 03:04:05+00' - i * interval '1 day', timestamp '2025-11-20 03:04:05' from generate_series(1, 4) i`,
]

const of = (columns: string, annotations = '') =>
  `${annotations}\nselect ${columns} from visits where member = :customerId`

/** Query files by path; the customer is `m1`. */
export const ROW_CASES = {
  'customer.sql': `-- column note: Note | 备注 | note
-- action: Open in back office | 在后台打开 | link(https://admin.example/{id})
-- action: Suspend for regulatory permission review | 停机 | link(https://admin.example/{id}/suspend)
select * from members where id = :visitorImId`,
  'panels/10-lone-number.sql': of('topic, minutes', '-- title: Lone number\n-- title.zh: 仅一个数字'),
  'panels/11-nulls.sql': of('topic, minutes, phone, company, region', '-- title: Nulls'),
  'panels/12-narrow.sql': of(
    'no, status, total, fee, tax, started, ended, share',
    '-- title: Seven narrow columns\n-- column status: Status | 状态 | badge(requires_action=bad, UNPROCESSED=busy, done=good)',
  ),
  'panels/13-number-first.sql': of('no, topic, status', '-- title: A number first'),
  'panels/14-nested.sql': of(
    'topic, total, currency, items',
    '-- title: Nested\n-- column total: Total | 金额 | money(currency)\n-- column items: Items | 明细 | json',
  ),
  'panels/15-fields.sql': of(
    'topic, minutes, started as a_rather_long_column_name',
    '-- title: Fields of several rows\n-- layout: fields',
  ),
  'panels/16-figures.sql': `-- title: Large figures\n-- layout: summary
-- column a: Revenue | 营业额 | money(USD)\n-- column b: Paid | 已付 | money(USD)\n-- column c: Open | 未付 | money(USD)
-- column d: Since | 自 | datetime
select 104361.95 as a, 98765.43 as b, 5596.52 as c, timestamptz '2025-11-20 03:04:05+00' as d where :customerId <> ''`,
  'panels/17-currencies.sql': `-- title: Figures of several currencies\n-- layout: summary
-- column n: Contracts | 合同数\n-- column fee: Fees | 费用 | money(currency)\n-- column open: Unpaid | 未付 | money(currency)\n-- column used: Data | 流量 | filesize
select 15 as n, 2992.5 * 10 ^ at as fee, 0 as open, 5.9e12 as used, currency from unnest('{EUR,KWD,USD}'::text[]) with ordinality as c (currency, at) where :customerId <> ''`,
  'panels/18-quotients.sql': of(
    'topic, no / 7::numeric as mark, fee, share, region',
    '-- title: Digits of a division',
  ),
  'panels/19-durations.sql': of(
    'topic, minutes * 9061 as lasted, started_at',
    '-- title: Durations\n-- column lasted: Lasted | 时长 | duration alert(> 3600)\n-- column started_at: Started | 开始 | ago',
  ),
  'panels/20-one-time.sql': of('topic, minutes, started_at', '-- title: One time'),
  'panels/21-two-times.sql': of(
    `topic, started_at, started_at + minutes * interval '1 min' as ended_at, minutes`,
    '-- title: Two times',
  ),
  'panels/22-wall-clock.sql': of(
    'topic, minutes, ended_at',
    '-- title: Wall clock\n-- column ended_at: Ended | 结束 | date',
  ),
  'panels/23-texts.sql': of(
    `topic, 'Tom' as agent, 'A summary of what was said, which is longer than one line of a narrow window' as summary, true as is_open`,
    '-- title: Two texts',
  ),
  'panels/23-subjects.sql': of(
    `no, 'Re: Re: ' || repeat('your parcel of last week, ', 8) as subject, 'Tom' as agent`,
    '-- title: Long subjects',
  ),
  'panels/24-conversations.sql': of(
    `'Coupon SPRING10 refused' as subject, status, 'Tom' as agent, started_at`,
    '-- title: Previous conversations\n-- column subject: Subject | 主题 | link(https://desk.example/{no})\n-- column status: State | 状态 | badge(done=good, UNPROCESSED=busy)\n-- column started_at: Opened | 打开 | ago'.replace(
      '{no}',
      '{agent}',
    ),
  ),
  'panels/25-decimals.sql': of(
    '1 / 7::numeric as mark, status, total, started',
    '-- title: A decimal first\n-- column status: Status | 状态 | badge\n-- column total: Total | 金额 | money(USD)',
  ),
  'panels/26-no-picture.sql': of(
    `'/assets/items/none.svg' as picture, topic, total`,
    '-- title: No picture\n-- column picture: Picture | 图片 | image',
  ),
  'panels/27-notes.sql': of(
    `E'Checked the pump.\\nThe customer waits.\\nCall back.' as note, status, 'web' as channel, started_at`,
    '-- title: Notes\n-- column status: Status | 状态 | badge\n-- column channel: Channel | 渠道 | badge',
  ),
  'panels/28-terms.sql': of(
    `'Household contents, glass and bicycles' as policy, status, 612.00 as premium, daterange('2024-01-01', '2026-01-01') as term, 'Motor third-party liability of the whole family' as product`,
    '-- title: Terms\n-- column status: Status | 状态 | badge\n-- column premium: Premium | 保费 | money(EUR)\n-- column term: Insured | 保险期间 | date',
  ),
  'panels/29-inspections.sql': of(
    `topic, date '9999-11-30' as next, minutes`,
    '-- title: Inspections\n-- column next: Next inspection by the chimney sweep at the latest on | 下次检查 | date',
  ),
  'panels/30-deliveries.sql': `-- title: Deliveries\n-- title.zh: 配送
-- column order_no: Order | 订单号 | copy\n-- column status: Status | 状态 | badge(shipped=info)\n-- column total: Total | 金额 | money(USD)
-- column payment: Payment | 付款 | badge(paid=good, unpaid=bad)\n-- column placed: Placed | 下单 | date\n-- column carrier: Carrier | 承运商
-- column tracking: Tracking | 运单号 | link(https://track.example/{tracking}) copy\n-- column due: Due | 预计 | date\n-- column delivered: Delivered | 送达 | date
-- column summary: Items | 商品
select * from (values
  ('EJ-4112', 'shipped', 167.25, 'paid', now() - interval '7 days', 'DHL', 'JD01460000177', now() + interval '2 days', null::timestamptz, 'Oak side table'),
  ('EJ-4107', 'pending', 249.00, 'unpaid', now() - interval '14 days', null, null, now() + interval '9 days', null, 'Reading lamp “Aalto”, brass'),
  ('EJ-4093', 'delivered', 1304.60, 'paid', timestamptz '2025-10-08', 'UPS', '1Z999AA10123456784', timestamptz '2025-10-12', timestamptz '2025-10-13', 'Wool rug 160 × 230')
) as o (order_no, status, total, payment, placed, carrier, tracking, due, delivered, summary) where :customerId <> ''`,
  'panels/31-items.sql': `-- title: Parcels\n-- title.zh: 包裹
-- column items: Items | 商品 | rows(image: Image image, name: Item | 商品, qty: Qty | 数量 number, price: Price | 单价 money(USD))
-- column status: Status | 状态 | badge
-- column due: Due | 预计 | date\n-- column placed: Placed | 下单 | date\n-- column ship_to: Ship to | 收货地址 | copy
-- action: Open in back office | 在后台打开 | link(https://admin.example.com/{no})
-- reply sent: Parcel {no} is due {due}. | 包裹 {no} 预计 {due} 送达。
select * from (values
  ('P-1', 'shipped', now() - interval '3 days', now() + interval '3 days', '[{"image":"/assets/items/table.svg","name":"Oak side table","qty":1,"price":149},{"image":"/assets/items/pads.svg","name":"Felt pads, set of 8","qty":2,"price":18.25}]'::json, '12 Beacon St, Apt 4, Boston MA 02108'),
  ('P-2', 'pending', now(), now() + interval '9 days', '[{"name":"Reading lamp","sku":"LMP-0417","qty":1}]', null),
  ('P-3', 'delivered', now(), null, null, '12 Beacon St')
) as p (no, status, placed, due, items, ship_to) where :customerId <> ''`,
}

const LONG = {
  word: `repeat('Donaudampfschiff', 40)`,
  digits: `(repeat('1234567890', 60) || '.5')::numeric`,
}

/** Each slot of a row with a value of hundreds of characters that has no place to break. */
export const LONG_ROW_CASES = {
  'customer.sql': 'select * from members where id = :visitorImId',
  'panels/10-currency.sql': `-- title: Long currency\n-- column total: Total | 金额 | money(currency)\n-- column state: State | 状态 | badge\n-- column payment: Payment | 付款 | badge
select 'A-1' as no, 'open' as state, total, 'unpaid' as payment, ${LONG.word} as currency, started from visits where member = :customerId`,
  'panels/11-amount.sql': `-- title: Long amount\n-- column total: Total | 金额 | money(EUR)
select 'A-1' as no, ${LONG.digits} as total, started from visits where member = :customerId`,
  'panels/12-number.sql': `-- title: Long number
select topic, ${LONG.digits} as quantity, started from visits where member = :customerId`,
  'panels/13-payment.sql': `-- title: Long badges\n-- column state: State | 状态 | badge\n-- column payment: Payment | 付款 | badge(unpaid=bad)
select 'A-1' as no, ${LONG.word} as state, total, ${LONG.word} as payment, started from visits where member = :customerId`,
  'panels/14-way.sql': `-- title: Long way\n-- column url: Tracking | 运单号 | link(url)
select 'A-1' as no, total, ${LONG.word} as carrier, 'https://a.example/' || ${LONG.word} as url, started from visits where member = :customerId`,
  'panels/15-text.sql': `-- title: Long texts
select ${LONG.word} as topic, ${LONG.word} as note, minutes from visits where member = :customerId`,
  'panels/16-figures.sql': `-- title: Long figures\n-- layout: summary\n-- column total: Total | 金额 | money(currency)
select ${LONG.digits} as total, ${LONG.word} as currency, ${LONG.word} as level where :customerId <> ''`,
  'panels/17-fields.sql': `-- title: Long fields\n-- layout: fields\n-- column total: Total | 金额 | money(currency)
select ${LONG.digits} as total, ${LONG.word} as currency, ${LONG.word} as level where :customerId <> ''`,
  'panels/18-items.sql': `-- title: Long items\n-- column items: Items | 商品 | rows(name: Name, qty: Qty number, price: Price money(currency))
select 'A-1' as no, total, json_build_array(json_build_object('name', ${LONG.word}, 'qty', ${LONG.digits}, 'price', ${LONG.digits}, 'currency', ${LONG.word})) as items
from visits where member = :customerId`,
}
