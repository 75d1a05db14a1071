import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'
import { administer, createEmptyDatabase, createReader } from '../support/database.ts'
import { writeQueries } from '../support/queries.ts'

const SCHEMA = `
create extension hstore;
create extension ltree;
create extension citext;
create type mood as enum ('sad', 'so so', 'ok');
create type address as (street text, house int, floor int);
create domain weight as numeric(8, 3);
create type price_range as range (subtype = numeric);
create type time_range as range (subtype = time);
create type stay as range (subtype = timestamptz);
create type pair as (low int, high int);
`

/** A value as SQL, its format, and the text shown, in English and Chinese. A list is a list of tags. */
const TYPES: [name: string, sql: string, format: string, en: string | string[], zh?: string | string[]][] = [
  ['int', '1234567', '', '1,234,567'],
  ['order_id', '11064', '', '11064'],
  ['orderNo', "bigint '1234567890123456789'", '', '1234567890123456789'],
  ['model_year', "smallint '2006'", '', '2006'],
  ['zip_code', "numeric '90210'", '', '90210'],
  ['ext', '20481', 'id', '20481'],
  ['to_copy', '20482', 'copy', '20482'],
  ['grouped_id', '20483', 'number', '20,483'],
  ['price', "numeric(10,2) '97.40'", '', '97.40'],
  ['of_domain', "weight '12.5'", '', '12.500'],
  ['share', "double precision '0.1' + double precision '0.2'", '', '0.3'],
  ['rate', "double precision '2702.6999955251813'", '', '2,702.7'],
  ['amount', "double precision '104361.95'", '', '104,361.95'],
  ['tiny', "double precision '0.000012345678'", '', '0.00001234568'],
  ['avogadro', "double precision '6.022e+23'", '', '6.022e+23'],
  ['score', "real '3.1'", '', '3.1'],
  ['boundless', "double precision '-Infinity'", '', '-∞'],
  ['total', '97.4', 'money(eur)', '€97.40'],
  ['fee', '3.5', 'money(cur)', '€3.50'],
  ['discount', '0.125', 'percent', '12.5%'],
  ['tiny_share', '0.0000123', 'percent', '0.0012%'],
  ['whole_share', '12.34567', 'percent', '1,234.57%'],
  ['weight', '1234.50', 'unit(kg)', '1,234.50\u00a0kg'],
  ['pieces', '3', 'unit(pcs|件)', '3\u00a0pcs', '3\u00a0件'],
  ['load', '93', 'unit(%)', '93%'],
  ['attachment', '2123456', 'filesize', '2.1 MB'],
  ['nearly_mb', '999950', 'filesize', '1 MB'],
  ['small_file', '512', 'filesize', '512 bytes', '512字节'],
  ['call', '3725', 'duration', '1 hour, 2 minutes, 5 seconds', '1小时2分钟5秒钟'],
  ['minutes', '90', 'duration(minutes)', '1 hour, 30 minutes', '1小时30分钟'],
  ['none', '0', 'duration', '0 seconds', '0秒钟'],
  ['day', "date '2025-11-20'", '', 'Nov 20', '11月20日'],
  ['day_end', "date 'infinity'", '', 'No end', '无限期'],
  ['wall', "timestamp '2025-11-20 03:04:05.678901'", '', 'Nov 20, 3:04 AM', '11月20日 03:04'],
  ['wall_date', "timestamp '2025-11-20 03:04:05'", 'date', 'Nov 20', '11月20日'],
  ['wall_time', "timestamp '2025-11-20 03:04:05'", 'time', '3:04 AM', '03:04'],
  ['in_utc', "timestamp '2025-11-20 03:04:05'", 'datetime(UTC)', 'Nov 19, 10:04 PM', '11月19日 22:04'],
  [
    'in_china',
    "timestamp '2025-11-20 03:04:05'",
    'datetime(Asia/Shanghai)',
    'Nov 19, 2:04 PM',
    '11月19日 14:04',
  ],
  ['since', "timestamp '2025-11-20 03:04:05'", 'ago(UTC)', '6d ago', '6天前'],
  ['instant', "timestamptz '2025-11-20 03:04:05+00'", '', 'Nov 19, 10:04 PM', '11月19日 22:04'],
  ['instant_date', "timestamptz '2025-11-20 03:04:05+00'", 'date', 'Nov 19', '11月19日'],
  ['instant_before', "timestamptz '2024-11-20 03:04:05+00'", 'date', 'Nov 19, 2024', '2024年11月19日'],
  ['never', "timestamptz '-infinity'", '', 'No start', '无起始时间'],
  ['opens', "time '09:05:00'", '', '9:05 AM', '09:05'],
  ['opens_tz', "timetz '09:05:00+08'", '', '09:05:00+08'],
  [
    'span',
    "interval '1 year 2 mons 3 days 04:05:06'",
    '',
    '1 year, 2 months, 3 days, 4 hours, 5 minutes, 6 seconds',
    '1年2个月3天4小时5分钟6秒钟',
  ],
  ['span_back', "interval '-1 day -00:00:01.5'", '', '-1 day, -1.5 seconds', '-1天-1.5秒钟'],
  ['bool', 'true', '', 'Yes', '是'],
  ['bool_int', '1', 'boolean', 'Yes', '是'],
  ['bool_char', `'N'::char(1)`, 'boolean', 'No', '否'],
  ['bool_bit', `B'1'`, 'boolean', 'Yes', '是'],
  ['bool_text', `'true'::text`, 'boolean', 'Yes', '是'],
  ['bool_varchar', `'f'::varchar`, 'boolean', 'No', '否'],
  [
    'tags_text',
    `' VIP, wholesale;，trade fair 2025、'::text`,
    'tags',
    ['VIP', 'wholesale', 'trade fair 2025'],
  ],
  ['one_tag', `'VIP'::text`, 'tags', ['VIP']],
  // The elements of a list are separate already.
  ['tags_array', `array['Basel; CH', '红、蓝']`, 'tags', ['Basel; CH', '红、蓝']],
  ['tags_json', `'["Basel; CH", 2]'::jsonb`, 'tags', ['Basel; CH', '2']],
  ['no_tags', `' , '::text`, 'tags', ''],
  ['bool_numeric', `'1.00'::numeric(3, 2)`, 'boolean', 'Yes', '是'],
  ['bool_zero', `'0.0'::numeric`, 'boolean', 'No', '否'],
  ['bool_chinese', `'否'::text`, 'boolean', 'No', '否'],
  ['bool_padded', `' Y '::text`, 'boolean', 'Yes', '是'],
  ['minutes_text', `'2025-11-20 03:04'::text`, 'datetime', 'Nov 20, 3:04 AM', '11月20日 03:04'],
  ['minutes_in_utc', `'2025-11-20T03:04Z'::text`, 'datetime', 'Nov 19, 10:04 PM', '11月19日 22:04'],
  [
    'minutes_in_china',
    `'2025-11-20 03:04'::text`,
    'datetime(Asia/Shanghai)',
    'Nov 19, 2:04 PM',
    '11月19日 14:04',
  ],
  ['clock_text', `'09:05'::text`, 'time', '9:05 AM', '09:05'],
  ['bits', `B'101'`, '', '101'],
  ['enumerated', `'so so'::mood`, '', 'so so'],
  ['states', '0', 'badge(0=Unpaid|待付款:bad, 1=Paid|已付款:good)', 'Unpaid', '待付款'],
  ['texts', `array['a,b', 'c']`, '', ['a,b', 'c']],
  ['enums', `array['so so', 'ok']::mood[]`, '', ['so so', 'ok']],
  ['citexts', `array['a b', null, 'NULL', 'say "hi"']::citext[]`, '', ['a b', 'NULL', 'say &#34;hi&#34;']],
  ['ints', 'array[1234, null, 5]', '', ['1,234', '5']],
  ['order_ids', 'array[1234567890123456789]', '', ['1234567890123456789']],
  ['days', `array[date '2025-11-20']`, '', ['Nov 20'], ['11月20日']],
  ['walls', `array[timestamp '2025-11-20 03:04:05']`, 'time', ['3:04 AM'], ['03:04']],
  ['flags', 'array[true, false]', '', ['Yes', 'No'], ['是', '否']],
  ['spans', `array[interval '2 hours']`, '', ['2 hours'], ['2小时']],
  ['amounts', 'array[1.5, 20]', 'money(USD)', ['$1.50', '$20.00'], ['US$1.50', 'US$20.00']],
  ['bytes_list', `array['\\x616263'::bytea]`, '', ['3 bytes'], ['3字节']],
  ['int_range', 'int4range(1000, 5000)', '', '1,000 – 4,999'],
  ['num_range', 'numrange(1.10, 2)', '', '≥ 1.10, &lt; 2'],
  ['open_range', 'int4range(5, null)', '', '≥ 5'],
  ['day_range', `daterange('2025-11-01', '2025-12-01')`, '', 'Nov 1 – Sun, Nov 30', '11月1日 – 11月30日周日'],
  [
    'stay',
    `tstzrange('2025-11-20 03:00+00', '2025-11-20 04:00+00')`,
    '',
    'Nov 19, 10:00 PM – 11:00 PM',
    '11月19日 22:00 – 23:00',
  ],
  [
    'stay_days',
    `tstzrange('2025-11-20 03:00+00', '2025-11-24 04:00+00')`,
    'date',
    'Nov 19 – Nov 23',
    '11月19日 – 11月23日',
  ],
  ['stay_day', `tsrange('2025-11-20 03:00', '2025-11-20 04:00')`, 'date', 'Nov 20', '11月20日'],
  ['prices', 'numrange(1.10, 2.5, $$[]$$)', 'money(USD)', '$1.10 – $2.50', 'US$1.10 – US$2.50'],
  ['waits', 'int4range(60, 121)', 'duration', '1 minute – 2 minutes', '1分钟 – 2分钟'],
  ['range_badge', 'int4range(1, 3)', 'badge', '[1,3)'],
  ['month', `tsrange('2025-11-01', '2025-12-01')`, 'date', 'Nov 1 – Sun, Nov 30', '11月1日 – 11月30日周日'],
  ['zoned_day', `tstzrange('2025-11-20 05:00+00', '2025-11-21 05:00+00')`, 'date', 'Nov 20', '11月20日'],
  ['ranges', 'array[int4range(1, 3)]', '', ['1 – 2']],
  [
    'visit',
    `tsrange('2025-11-20 09:00', '2025-11-20 09:30')`,
    'datetime',
    'Nov 20, 9:00 AM – 9:30 AM',
    '11月20日 09:00 – 09:30',
  ],
  [
    'night',
    `tsrange('2025-11-20 22:00', '2025-11-21 06:00')`,
    '',
    'Nov 20, 10:00 PM – Nov 21, 6:00 AM',
    '11月20日 22:00 – 11月21日 06:00',
  ],
  [
    'visit_there',
    `tsrange('2025-11-20 09:00', '2025-11-20 20:00')`,
    'datetime(Asia/Shanghai)',
    'Nov 19, 8:00 PM – Nov 20, 7:00 AM',
    '11月19日 20:00 – 11月20日 07:00',
  ],
  [
    'own_visit',
    `stay('2025-11-20 15:00+00', '2025-11-20 16:00+00')`,
    '',
    'Nov 20, 10:00 AM – 11:00 AM',
    '11月20日 10:00 – 11:00',
  ],
  ['price_list', 'array[numrange(1, 2, $$[]$$)]', 'money(eur)', ['€1.00 – €2.00']],
  ['price_gaps', `'{[1,2],[3,4]}'::nummultirange`, 'money(eur)', ['€1.00 – €2.00', '€3.00 – €4.00']],
  ['float_list', `array[double precision '0.1' + double precision '0.2']`, 'number', ['0.3']],
  ['own_range', `price_range(1.5, 3000)`, '', '≥ 1.5, &lt; 3,000'],
  ['own_prices', `price_range(1.5, 3, '[]')`, 'money(eur)', '€1.50 – €3.00'],
  ['open_hours', `time_range('09:00', '17:30')`, '', '9:00 AM – 5:30 PM', '09:00 – 17:30'],
  ['open_from', `time_range('09:00', null)`, '', '≥ 9:00 AM', '≥ 09:00'],
  [
    'own_stay',
    `stay('2025-11-20 05:00+00', '2025-11-22 05:00+00')`,
    'date',
    'Nov 20 – Nov 21',
    '11月20日 – 11月21日',
  ],
  [
    'own_ranges',
    `array[time_range('09:00', '12:00'), time_range('13:00', '17:00')]`,
    '',
    [...['9:00 AM – 12:00 PM', '1:00 PM – 5:00 PM']],
    ['09:00 – 12:00', '13:00 – 17:00'],
  ],
  ['own_multi', `'{[1.5,2),[5,6)}'::price_multirange`, '', ['≥ 1.5, &lt; 2', '≥ 5, &lt; 6']],
  [
    'own_stays',
    `'{["2025-11-20 05:00+00","2025-11-21 05:00+00")}'::stay_multirange`,
    'date',
    ['Nov 20'],
    ['11月20日'],
  ],
  ['own_empty', `price_range(1, 1)`, '', 'empty'],
  ['own_any', `price_range(null, null)`, '', ''],
  ['own_pair', `(1, 2)::pair`, '', '1, 2'],
  ['not_a_range', `citext '[see note, page 4]'`, '', '[see note, page 4]'],
  ['composite', `('1 "Main" St', 5, null)::address`, '', '1 &#34;Main&#34; St, 5'],
  ['padded_row', `row('Main', '12'::char(6), 3)`, '', 'Main, 12, 3'],
  ['row', `row(1, 'a b')`, '', '1, a b'],
  ['pairs', `'size=>"XL, slim", old=>null'::hstore`, '', 'Size: XL, slim', 'Size：XL, slim'],
  [
    'body',
    `'{"sku":"A-1","gone":null,"new":true,"part":{"n":1.10,"gone":null}}'::jsonb`,
    '',
    'New: Yes Sku: A-1 Part: N: 1.10',
    'New：是 Sku：A-1 Part：N：1.10',
  ],
  [
    'items',
    `'[{"sku":"A-1","qty":2},{"sku":"B-2","gone":null}]'::json`,
    '',
    ['Sku: A-1; Qty: 2', 'Sku: B-2'],
    ['Sku：A-1；Qty：2', 'Sku：B-2'],
  ],
  ['markup', `'<a>b</a>'::xml`, '', '&lt;a&gt;b&lt;/a&gt;'],
  ['path', `'Top.Science.Physics'::ltree`, '', 'Top.Science.Physics'],
  ['ip', `inet '10.0.0.1'`, '', '10.0.0.1'],
  ['net', `cidr '10.1.0.0/16'`, '', '10.1.0.0/16'],
  ['mac', `macaddr '08:00:2b:01:02:03'`, '', '08:00:2b:01:02:03'],
  ['uuid', `uuid '6f3c8b5e-2f4b-4c1e-9f5e-0d5c8f3e2a11'`, '', '6f3c8b5e-2f4b-4c1e-9f5e-0d5c8f3e2a11'],
  ['place', 'point(1.5, 2)', '', '(1.5,2)'],
  ['bytes', `decode(repeat('61', 2100), 'hex')`, '', '2.1 kB'],
  ['multi', `E'line 1\\nline 2'`, '', 'line 1\nline 2'],
  ['wall_end', "timestamp 'infinity'", '', 'No end', '无限期'],
  ['not_a_number', "numeric 'NaN'", '', 'NaN'],
  ['char_padded', `'x'::char(3)`, '', 'x'],
  ['flag', 'true', 'badge(t=Default|默认:info)', 'Default', '默认'],
  ['no_flag', 'false', 'badge(t=Default|默认:info)', ''],
  ['off', 'false', 'badge(t=On|开, f=Off|关)', 'Off', '关'],
  ['plain_flag', 'false', 'badge(t=good)', 'No', '否'],
  ['code_padded', `'AB'::char(8)`, 'badge(AB=Alpha|甲)', 'Alpha', '甲'],
  ['codes_padded', `array['AB', 'C']::char(8)[]`, '', ['AB', 'C']],
  ['money_type', `'1234.5'::money`, '', '$1,234.50'],
  ['object', `'4711'::oid`, '', '4711'],
  ['multirange', `'{[1,3), [7,9)}'::int4multirange`, '', ['1 – 2', '7 – 8']],
  ['one_range', `'{(,5)}'::int8multirange`, '', ['≤ 4']],
  [
    'opening_times',
    `'{["2025-11-20 03:00+00", "2025-11-20 04:00+00"), ["2025-11-21 03:00+00",)}'::tstzmultirange`,
    '',
    ['Nov 19, 10:00 PM – 11:00 PM', '≥ Nov 20, 10:00 PM'],
    ['11月19日 22:00 – 23:00', '≥ 11月20日 22:00'],
  ],
  ['shares', `'{[1.5,2],(3,4)}'::nummultirange`, '', ['1.5 – 2', '&gt; 3, &lt; 4']],
  ['lexemes', `to_tsvector('simple', 'fat cats')`, '', '&#39;cats&#39;:2 &#39;fat&#39;:1'],
  ['shape', `polygon '((0,0),(1,1),(2,0))'`, '', '((0,0),(1,1),(2,0))'],
  ['json_null', `'null'::jsonb`, '', ''],
  ['json_text', `'"a b"'::jsonb`, '', 'a b'],
  ['json_list', `'[1.10, "two", null, true]'::jsonb`, '', ['1.10', 'two', 'Yes'], ['1.10', 'two', '是']],
  ['json_empty', `'{}'::jsonb`, '', ''],
  ['two_deep', 'array[[1, 2], [3, 4]]', '', ['1, 2', '3, 4']],
  ['points', 'array[point(1, 2)]', '', ['(1,2)']],
  ['hosts', `array['10.0.0.1'::inet]`, '', ['10.0.0.1']],
  ['spaces', `'   '::text`, '', ''],
  ['endless', "interval 'infinity'", '', 'No end', '无限期'],
  ['beginningless', "interval '-infinity'", 'duration', 'No start', '无起始时间'],
  ['impossible_day', "'2025-02-30T10:00:00Z'::text", 'datetime', '2025-02-30T10:00:00Z'],
  [
    'wall_of_json',
    `to_json(timestamp '2025-11-20 03:04:05') #>> '{}'`,
    'datetime',
    'Nov 20, 3:04 AM',
    '11月20日 03:04',
  ],
  ['composites', `array[('1 Main St', 5, null)::address, null]`, '', ['1 Main St, 5']],
  [
    'different_composites',
    `array[('1 Main St', 5, null)::address, ('Elm St', null, 2)::address, (null, 7, null)::address]`,
    '',
    ['1 Main St, 5', 'Elm St, 2', '7'],
  ],
  ['citexts_like_composites', `array['(020,555)', 'none']::citext[]`, '', ['(020,555)', 'none']],
  ['citexts_of_many_fields', `array['(1,2)', '(1,2,3)']::citext[]`, '', ['(1,2)', '(1,2,3)']],
  ['citexts_like_arrays', `array['{a,b}', '{}']::citext[]`, '', ['{a,b}', '{}']],
  ['citexts_like_pairs', `array['"a"=>"b"', 'c']::citext[]`, '', ['&#34;a&#34;=&gt;&#34;b&#34;', 'c']],
  ['empty_hstores', `array['a=>1'::hstore, ''::hstore]`, '', ['A: 1'], ['A：1']],
  ['rows_of', `array[row(1, 'a b')]`, '', ['1, a b']],
  ['hstores', `array['a=>1'::hstore]`, '', ['A: 1'], ['A：1']],
  ['empty_composite', '(null, null, null)::address', '', ''],
  ['empty_row', 'row(null, null)', '', ''],
  ['any_day', 'daterange(null, null)', '', 'No start – No end', '无起始时间 – 无限期'],
  ['any_time', `tstzrange(null, 'infinity', '[]')`, '', 'No start – No end', '无起始时间 – 无限期'],
  [
    'past_days',
    `daterange('-infinity', '2025-12-01', '()')`,
    '',
    'No start – Sun, Nov 30',
    '无起始时间 – 11月30日周日',
  ],
  // Postgres stores [2020-01-01,10000-01-01) for the usual last day of a contract without end.
  [
    'last_day',
    `daterange('2020-01-01', '9999-12-31', '[]')`,
    '',
    'Jan 1, 2020 – Dec 31, 9999',
    '2020年1月1日 – 9999年12月31日',
  ],
  ['long_years', `daterange('10000-01-01', '12000-01-01')`, '', '10000-01-01 – 11999-12-31'],
  ['bc_days', `daterange('0044-03-15 BC', '0044-03-17 BC')`, '', '≥ 0044-03-15 BC, &lt; 0044-03-17 BC'],
  [
    'first_day',
    `daterange('0001-01-01 BC', '0001-01-01')`,
    '',
    '≥ 0001-01-01 BC, &lt; Jan 1, 1',
    '≥ 0001-01-01 BC, &lt; 1年1月1日',
  ],
  ['any_amount', 'numrange(null, null)', '', '-∞ – ∞'],
  [
    'many_objects',
    `(select json_agg(json_build_object('n', i)) from generate_series(1, 8) i)`,
    '',
    [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `N: ${String(n)}`),
    [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `N：${String(n)}`),
  ],
  ['gaps', `'{"a":"","b":[[],"x",{},"",null],"c":{"d":null}}'::jsonb`, '', 'B: x', 'B：x'],
  ['invisible', String.raw`E'\u200f\u202e'`, '', ''],
  ['control', String.raw`E'a\x01b\x1b'`, '', 'a\ufffdb\ufffd'],
  ['overrides', String.raw`U&'scan\202egpj.exe\202d'`, '', 'scan\ufffdgpj.exe\ufffd'],
  ['control_of_json', String.raw`'{"a":"x\u0000"}'::json`, '', 'A: x\ufffd', 'A：x\ufffd'],
  ['lines', `E'1\\n2\\n3\\n4\\n5\\n6'`, '', '1\n2\n3\n4 …5\n6'],
]

/** Only the beginning of these is visible. */
const LONG = `repeat('word ', 100) as long, path(polygon(40, circle(point(0, 0), 1))) as route`

const PANEL = `-- layout: fields
-- hide: none_at_all
${TYPES.map(([name, , format]) => `-- column ${name}: ${name} | ${name} | ${format}\n`).join('')}
select null as none_at_all, 'eur' as cur,
${TYPES.map(([name, sql]) => `${sql} as "${name}"`).join(',\n')}, ${LONG}
where :customerId = 'm1'`

let database: Awaited<ReturnType<typeof createEmptyDatabase>>
let reader: Awaited<ReturnType<typeof createReader>>
let app: TestApp
const pages = { en: '', zh: '' }
const json: Record<string, unknown>[] = []
const timeZone = process.env['TZ']

beforeAll(async () => {
  vi.useFakeTimers({ now: new Date('2025-11-26T12:00:00Z'), toFake: ['Date'] })
  process.env['TZ'] = 'America/New_York'
  database = await createEmptyDatabase()
  await administer(database.url, SCHEMA)
  reader = await createReader(database.url)
  const customer = `select 'm1' as id where :visitorImId = 'm1'`
  const directory = writeQueries({ 'customer.sql': customer, 'panels/10-types.sql': PANEL })
  app = await startApp(reader.url, { QUERIES_DIR: directory, TIME_ZONE: 'America/New_York' })
  for (const lang of ['en', 'zh'] as const) {
    pages[lang] = (await app.get(`/?visitorImId=m1&lang=${lang}`).expect(200)).text
    const { body } = await app.json(`/?visitorImId=m1&lang=${lang}`).expect(200)
    json.push(
      ...(body as { panels: { rows: Record<string, unknown>[] }[] }).panels.flatMap(({ rows }) => rows),
    )
  }
})
afterAll(async () => {
  vi.useRealTimers()
  if (timeZone === undefined) delete process.env['TZ']
  else process.env['TZ'] = timeZone
  await app.close()
  await reader.drop()
  await database.drop()
})

/** The value of a label: the texts of its tags, or all its text. A missing value is a dash, or omitted. */
function shownOf(page: string, name: string): string | string[] {
  const [, field = ''] = page.split(new RegExp(`<dt[^>]*>${name}</dt><dd[^>]*>`))
  const value = field.slice(0, field.indexOf('</dd>'))
  const text = (html: string) =>
    html
      .replaceAll(/<\/div>\s*<div>/g, ' ')
      .replaceAll(/<[^>]*>/g, '')
      .trim()
  const tags = [...value.matchAll(/<li>(.*?)<\/li>/gs)].map(([, tag = '']) => text(tag))
  return (tags.length > 0 ? tags : [text(value)]).map((part) =>
    part.replaceAll('\u202f', ' ').replace(/^–$/, ''),
  )
}

describe.each(['en', 'zh'] as const)('values are readable in %s', (lang) => {
  test.each(TYPES)('%s: %s with the format %s', (name, _sql, _format, en, zh = en) => {
    expect(shownOf(pages[lang], name)).toEqual([lang === 'en' ? en : zh].flat())
  })
})

test('folds long texts, and the text form of unknown types', () => {
  const folded = [
    ...pages.en.matchAll(
      /<details class="long"><summary>(?:<bdi>)?(.*?)<span> …<\/span>(?:<\/bdi>)?<\/summary>/gs,
    ),
  ]
  expect(folded.map(([, start = '']) => start.slice(0, 12))).toEqual([
    '1\n2\n3\n4',
    'word word wo',
    '((-1,0),(-0.',
  ])
})

test('returns the database’s values in JSON, in both languages', () => {
  expect(json[0]).toEqual(json[1])
  expect(json[0]).toMatchObject({
    order_id: 11064,
    rate: '2702.6999955251813',
    total: '97.4',
    wall: '2025-11-20 03:04:05.678901',
    in_china: '2025-11-20 03:04:05',
    day_end: 'infinity',
    span: '1 year 2 mons 3 days 04:05:06',
    bool_bit: '1',
    enums: '{"so so",ok}',
    bytes_list: ['\\x616263'],
    states: 0,
    day_range: '[2025-11-01,2025-12-01)',
    body: { sku: 'A-1', gone: null, new: true, part: { n: '1.10', gone: null } },
    pairs: '"old"=>NULL, "size"=>"XL, slim"',
  })
  expect(JSON.stringify(json)).not.toContain('Buffer')
})
