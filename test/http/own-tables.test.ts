import { afterAll, beforeAll, expect, test } from 'vitest'
import { inject } from 'vitest'
import { startApp } from '../support/app.ts'
import { administer, createEmptyDatabase } from '../support/database.ts'
import { startProcessorClock } from '../support/growth.ts'
import { writeQueries } from '../support/queries.ts'
import { withoutMoment } from '../support/reveal-form.ts'

let database: Awaited<ReturnType<typeof createEmptyDatabase>>
beforeAll(async () => {
  database = await createEmptyDatabase()
  await administer(
    database.url,
    `create table people (number int primary key, called text, secret text)`,
    `insert into people values (7, 'Grace', 'hush'), (8, 'Ada', 'hush')`,
  )
})
afterAll(() => database.drop())

/** Query files for a company's own tables. */
function queries(customer: string, panels: Record<string, string> = {}): string {
  const named = Object.entries(panels).map(([name, sql]) => [`panels/${name}`, sql] as const)
  return writeQueries({ 'customer.sql': customer, ...Object.fromEntries(named) })
}

const BY_NUMBER =
  '-- hide: secret\nselect number as id, called as name, secret from people where number = :visitorImId'

test('finds customers by numeric ids, and nobody by any other id', async () => {
  const app = await startApp(database.url, { QUERIES_DIR: queries(BY_NUMBER) })
  const { body } = await app.json('/?visitorImId=7').expect(200)
  expect(body).toMatchObject({ outcome: 'found', customer: { id: '7', name: 'Grace' } })
  expect(JSON.stringify(body)).not.toContain('hush')
  const { text } = await app.get('/?visitorImId=7')
  expect(text).not.toContain('hush')
  for (const visitor of ['webim-visitor-8K2F', '99999999999999999999', '7.5', "7'", ' ']) {
    const answer = await app.json(`/?visitorImId=${encodeURIComponent(visitor)}`).expect(200)
    expect(answer.body).toMatchObject({ outcome: 'unknown' })
  }
  await app.close()
})

test('shows masked and hidden values nowhere else', async () => {
  const customer = `-- column secret: Secret | 密码 | mask\n-- hide: secret
select number as id, 'knows ' || called || '4711' as note, called || '4711' as secret from people
where number::text = :visitorImId`
  const app = await startApp(database.url, { QUERIES_DIR: queries(customer) })
  const path = '/?visitorImId=7'
  const { body } = await app.json(path).expect(200)
  const { text } = await app.get(path).expect(200)
  expect(body).toMatchObject({ customer: { id: '7' } })
  for (const page of [text, JSON.stringify(body)]) {
    expect(page).not.toContain('Grace')
    expect(page).not.toContain('Secret')
  }
  await app.close()
})

test.each([
  ['date', `date '1990-02-03'`, '1990-02-03'],
  ['text', `'1990-02-03'`, '1990-02-03'],
  ['text with dots', `'1990.02.03'`, '1990-02-03'],
  ['identity card', `'110101199002030019'`, '1990-02-03'],
  ['text of another century', `'1899-02-03'`, '1899-02-03'],
])('redacts a masked birthday in any other date: %s', async (_kind, born, day) => {
  const customer = `-- column born: Born | 生日 | mask
select number as id, ${born} as born, date '${day}' as since, timestamp '${day} 10:00' as seen,
       date '2020-05-06' as other from people where number::text = :visitorImId`
  const app = await startApp(database.url, { QUERIES_DIR: queries(customer) })
  const { body } = await app.json('/?visitorImId=7').expect(200)
  const { text } = await app.get('/?visitorImId=7').expect(200)
  expect(body).toMatchObject({ customer: { other: '2020-05-06' } })
  for (const page of [text, JSON.stringify(body)]) expect(withoutMoment(page)).not.toMatch(/1990|1899|Feb 3/)
  await app.close()
})

test('reports an error in the company’s data as such, not as an unknown visitor', async () => {
  const customer = 'select number as id, called::int as age from people where number = :visitorImId'
  const app = await startApp(database.url, { QUERIES_DIR: queries(customer) })
  await app.get('/?visitorImId=7').expect(500)
  await app.close()
})

test('lists the first of very many candidates and counts the rest', async () => {
  const customer = `select n as id, 'Twin ' || n as name from generate_series(1, 23) n where :visitorImId = 'twin'`
  const app = await startApp(database.url, { QUERIES_DIR: queries(customer) })
  const { text } = await app.get('/?visitorImId=twin')
  expect(text.match(/Twin \d+/g)).toHaveLength(20)
  expect(text).toContain('23 customers match')
  expect(text).toContain('3 more')
  await app.close()
})

test('gives a panel the time limit of its file, and logs why it is missing', async () => {
  const directory = queries(BY_NUMBER, {
    '10-patient.sql': '-- timeout: 10000ms\nselect pg_sleep(4)::text as slept, :customerId::int as id',
    '20-hurried.sql': '-- timeout: 500ms\nselect pg_sleep(60)::text as slept',
    '30-broken.sql': `select 1 / (n - 1) as "SECRET" from generate_series(1, 1) n`,
  })
  const app = await startApp(database.url, { QUERIES_DIR: directory, DATABASE_TIMEOUT_MS: '3000' })
  const { body } = await app.json('/?visitorImId=7').expect(200)
  expect((body as { panels: object[] }).panels).toMatchObject([
    { name: 'patient', title: 'Patient', status: 'ok' },
    { name: 'hurried', status: 'late' },
    { name: 'broken', status: 'failed' },
  ])
  const lines = () => app.lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  await expect
    .poll(lines)
    .toMatchObject([
      { event: 'panel', panel: 'hurried', status: 'late' },
      { event: 'panel', panel: 'broken', status: 'failed', error: { cause: { code: '22012' } } },
      { event: 'view' },
    ])
  await app.close()
})

test('finds nobody by an id that the database cannot encode', async () => {
  const name = 'crm_page_test_latin1'
  await administer(
    inject('adminUrl'),
    `drop database if exists ${name}`,
    `create database ${name} template template0 encoding 'LATIN1' locale_provider libc locale 'C'`,
  )
  const url = new URL(inject('adminUrl'))
  url.pathname = `/${name}`
  await administer(url.href, `create table people (id text, name text)`)
  const app = await startApp(url.href, {
    QUERIES_DIR: queries('select * from people where id = :visitorImId'),
  })
  const { body } = await app.json('/?visitorImId=%F0%9F%98%80').expect(200)
  expect(body).toMatchObject({ outcome: 'unknown' })
  await app.close()
  await administer(inject('adminUrl'), `drop database ${name} with (force)`)
})

test('shows the other panels in time if one sleeps and one divides by zero', async () => {
  const app = await startApp(database.url, {
    QUERIES_DIR: queries(BY_NUMBER, {
      '10-first.sql': 'select called from people where number = :customerId',
      '20-asleep.sql': '-- timeout: 500ms\nselect pg_sleep(60)::text as slept',
      '30-zero.sql': `select 1 / (number - 7) as one from people where number = :customerId`,
      '40-last.sql':
        '-- empty: Nobody else\n-- empty.zh: 没有别人\nselect called from people where number = :customerId + 100',
    }),
  })
  const started = performance.now()
  const { text } = await app.get('/?visitorImId=7&lang=zh').expect(200)
  expect(performance.now() - started).toBeLessThan(30_000)
  const statuses = [...text.matchAll(/data-panel="(\w+)" data-status="(\w+)"/g)].map(([, name, status]) => [
    name,
    status,
  ])
  expect(statuses).toEqual([
    ['first', 'ok'],
    ['asleep', 'late'],
    ['zero', 'failed'],
    ['last', 'empty'],
  ])
  for (const part of ['Grace', 'Asleep未能及时加载。', 'Zero加载失败。', '没有别人', '</html>'])
    expect(text).toContain(part)
  await app.close()
})

test('limits a panel’s rows, and says that there are more', async () => {
  const app = await startApp(database.url, {
    QUERIES_DIR: queries(BY_NUMBER, {
      '10-some.sql': `select 'a' || n as a from generate_series(1, 107) n`,
      '20-many.sql': `select 'b' || n as b from generate_series(1, 5000000) n order by n`,
    }),
    // This test is about the rows; the machine may be busy.
    DATABASE_TIMEOUT_MS: '20000',
  })
  const { text } = await app.get('/?visitorImId=7').expect(200)
  expect(text.match(/[>\n]a\d{1,3}</g)).toHaveLength(100)
  expect(text.match(/[>\n]b\d{1,3}</g)).toHaveLength(100)
  expect(text).toContain('<p class="quiet">7 more, not shown</p>')
  expect(text).toContain('<p class="quiet">more than 900 more, not shown</p>')
  await app.close()
})

test('applies formats, links, colours and modifiers of every kind', async () => {
  const app = await startApp(database.url, {
    QUERIES_DIR: queries(BY_NUMBER, {
      '10-all.sql': `-- layout: fields
-- column state: State | 状态 | badge(overdue=bad)
-- column order_no: Order | 订单 | link(address)
-- column price: Price | 价格 | money(EUR)
-- column extra: Extra | 其他 | json
select 'overdue' as state, 'A-1' as order_no, 'https://shop.example/?o=1&x=2' as address, 12.5 as price,
  '{"size": "L"}'::jsonb as extra, true as paid, date '2024-03-01' as due`,
    }),
  })
  const { text } = await app.get('/?visitorImId=7')
  for (const part of [
    '<span class="badge bad">overdue</span>',
    '<a href="https://shop.example/?o=1&amp;x=2" target="_blank" rel="noreferrer">A-1</a>',
    '€12.50',
    '<div>Size: L</div>',
    '>Yes<',
    'Mar 1, 2024',
  ]) {
    expect(text).toContain(part)
  }
  expect(text).not.toContain('<dt>Address</dt>')
  await app.close()
})

test('finds nobody by a row without an id', async () => {
  const app = await startApp(database.url, {
    QUERIES_DIR: queries(`select max(number) as id from people where called = :visitorImId`),
  })
  expect((await app.json('/?visitorImId=nobody').expect(200)).body).toMatchObject({ outcome: 'unknown' })
  expect((await app.json('/?visitorImId=Ada').expect(200)).body).toMatchObject({ outcome: 'found' })
  await app.close()
})

test.each([
  ['late', `select '19900000166' as phone, pg_sleep(60)::text as slept where :customerId = 7`],
  ['failed', `select (1 / (n - 1))::text as phone from generate_series(1, 1) n where :customerId = 7`],
  ['ok', `select n::text as phone from generate_series(1, 101) n where :customerId = 7`],
])('masks any text while the masked values of a panel are unknown: %s', async (status, contacts) => {
  const customer = `-- column paid: Paid | 已付 | boolean
select 7 as id, 'Grace Hopper' as name, 'grace.hopper@example.com' as mail, '19900000166' as other, 'ring Ann' as note,
  array['Grace', 'vip'] as tags, '{"mail": "grace.hopper@example.com"}'::jsonb as attributes, date '1906-12-09' as born,
  13900002222 as number, 12 as visits, true as paid where :visitorImId = 'm1'`
  const app = await startApp(database.url, {
    QUERIES_DIR: queries(customer, {
      '10-contacts.sql': `-- timeout: ${status === 'late' ? '500ms' : '10000ms'}\n-- column phone: Phone | 电话 | mask\n${contacts}`,
    }),
  })
  const { body } = await app.json('/?visitorImId=m1').expect(200)
  const { text } = await app.get('/?visitorImId=m1').expect(200)
  expect(body).toMatchObject({
    customer: { id: '7', name: 'Gr••••er', visits: 12, paid: true },
    panels: [{ status }],
  })
  for (const page of [JSON.stringify(body), text])
    expect(withoutMoment(page)).not.toMatch(
      /Grace|Hopper|grace|19900000166|13900002222|Ann|vip<|"vip"]|1906|Dec/,
    )
  await app.close()
})

test('does not compare values that may repeat input with masked ones', async () => {
  const customer = `-- column phone: Phone | 电话 | mask
select 7 as id, 'Grace' as name, '19900000166' as phone where :visitorImId = 'm1'`
  const app = await startApp(database.url, {
    QUERIES_DIR: queries(customer, {
      '10-echo.sql': `select :to::text as echo, number, called from people where :customerId = 7 and number = 7`,
    }),
  })
  const ask = async (to: string) => (await app.json(`/?visitorImId=m1&to=${to}`).expect(200)).body as object
  expect(await ask('19900000166')).toMatchObject({
    panels: [{ rows: [{ echo: '199\u00a0••••\u00a00166', number: 7, called: 'Grace' }] }],
  })
  expect(await ask('18811112222')).toMatchObject({
    panels: [{ rows: [{ echo: '188\u00a0••••\u00a02222' }] }],
  })
  await app.close()
})

test('hides a hidden id everywhere: as a field, in headings and in JSON', async () => {
  const customer = "-- hide: id\nselect 4_711_815::text as id, 3 as age where :visitorImId = 'm1'".replaceAll(
    '_',
    '',
  )
  const app = await startApp(database.url, { QUERIES_DIR: queries(customer) })
  const { body } = await app.json('/?visitorImId=m1').expect(200)
  const { text } = await app.get('/?visitorImId=m1').expect(200)
  expect(body).toMatchObject({ outcome: 'found', customer: { age: 3 } })
  expect((body as { customer: object }).customer).not.toHaveProperty('id')
  expect(text).toContain('<h1>Customer</h1>')
  for (const page of [JSON.stringify(body), text]) expect(page).not.toMatch(/4711815|Internal ID/)
  await expect.poll(() => app.lines.join('')).toContain('"customerId"')
  await app.close()
})

test('hides a hidden id in the list of candidates', async () => {
  const customer = `-- hide: id\nselect 4711814 + n as id, 'Twin ' || n as name from generate_series(1, 2) n where :visitorImId = 'm1'
union all select 4711899, null where :visitorImId = 'm1'`
  const app = await startApp(database.url, { QUERIES_DIR: queries(customer) })
  const { body } = await app.json('/?visitorImId=m1').expect(200)
  const { text } = await app.get('/?visitorImId=m1').expect(200)
  expect(body).toMatchObject({ candidates: [{ name: 'Twin 1' }, { name: 'Twin 2' }, { name: null }] })
  for (const page of [JSON.stringify(body), text]) expect(page).not.toMatch(/47118|Internal ID/)
  await app.close()
})

test('uses one mask for all values of a secret or small set', async () => {
  const customer = `-- column agrees: Agrees | 同意 | mask
-- column result: Result | 结果 | mask
-- column level: Level | 等级 | badge mask
-- column born: Born | 生日 | mask
-- column salary: Salary | 工资 | money(CNY) mask
-- column tags: Tags | 标签 | tags mask
-- column pin: PIN | 密码 | secret copy
-- column card: Card | 卡号 | phone secret
select number as id, number = 7 as agrees, case number when 7 then 'positive' else 'negative' end as result,
  case number when 7 then 'Gold Customer' else 'Old Customer' end as level, date '1990-05-10' + number as born,
  number * 1234567.00 as salary, array['vip', called] as tags, 'Correct Horse ' || called as pin,
  '1380000000' || number as card from people where number::text = :visitorImId`
  const app = await startApp(database.url, { QUERIES_DIR: queries(customer) })
  const masked = { agrees: '••••', result: '••••', level: '••••', born: '••••', salary: '••••', tags: '••••' }
  for (const id of ['7', '8']) {
    const { body } = await app.json(`/?visitorImId=${id}`).expect(200)
    expect(body).toMatchObject({ customer: { ...masked, pin: '••••', card: '••••' } })
  }
  await app.close()
})

test('shows bytes as text, and masks them if they spell a masked value', async () => {
  const customer = `-- column phone: Phone | 电话 | mask
select 7 as id, '19900000166' as phone, convert_to('tel 19900000166', 'UTF8') as raw, decode('00ff', 'hex') as other
where :visitorImId = 'm1'`
  const app = await startApp(database.url, { QUERIES_DIR: queries(customer) })
  const { body } = await app.json('/?visitorImId=m1').expect(200)
  expect(body).toMatchObject({ customer: { raw: '••••', other: '\\x00ff' } })
  await app.close()
})

test('masks leaves of arrays and JSON, and handles very deep JSON', async () => {
  const deep = `${'['.repeat(3000)}1${']'.repeat(3000)}`
  const app = await startApp(database.url, {
    QUERIES_DIR: queries(
      `-- column phones: Phones | 电话 | mask
-- column contact: Contact | 联系 | mask
select '13900002222' as id, array['13900002222', '13600003333'] as phones, '{"a": {"mail": "bob.smith@x.org"}}'::jsonb as contact,
  'ring 136 0000 3333 or write bob.smith@x.org' as note, '${deep}'::jsonb as deep where :visitorImId = '13900002222'`,
    ),
  })
  const { body } = await app.json('/?visitorImId=13900002222').expect(200)
  const { text } = await app.get('/?visitorImId=13900002222').expect(200)
  for (const page of [JSON.stringify(body), text, app.lines.join('')]) {
    expect(page).not.toMatch(/13900002222|13600003333|136 0000 3333|bob\.smith/)
  }
  await app.close()
})

test('leaves no setting of a query on the connection', async () => {
  const app = await startApp(database.url, {
    QUERIES_DIR: queries(BY_NUMBER, {
      '10-path.sql': `select set_config('search_path', 'pg_catalog', false) as path where :customerId is distinct from null::int`,
    }),
    DATABASE_POOL_MAX: '1',
  })
  for (let page = 0; page < 3; page += 1) {
    const { body } = await app.json('/?visitorImId=7').expect(200)
    expect(body).toMatchObject({ outcome: 'found', panels: [{ status: 'ok' }] })
  }
  await app.close()
})

test('shows values of any length in time', async () => {
  const customer = `-- column due: Due | 应付 | alert
-- column phone: Phone | 电话 | mask
select 7 as id, repeat('【', 60000) as name, repeat('0', 60000) || '1' as due, repeat('1-', 30000) as note, '19900000166' as phone
where :visitorImId = 'm1'`
  const app = await startApp(database.url, { QUERIES_DIR: queries(customer) })
  const readMs = startProcessorClock()
  const { text } = await app.get('/?visitorImId=m1').expect(200)
  expect(readMs()).toBeLessThan(2000)
  expect(text).toContain('class="long alert"')
  await app.close()
})

test('says in words that a time has passed, in place of the label in a row', async () => {
  const customer = `-- column until: Until | 期限 | date alert(overdue)
select 7 as id, 'Ada' as name, date '2020-01-02' as until where :visitorImId = 'm1'`
  const app = await startApp(database.url, {
    QUERIES_DIR: queries(customer, {
      '10-tasks.sql': `-- column due: Due | 预计 | date alert(overdue)
select task, due from (values ('Late', date '2020-01-01'), ('Early', date '2999-01-01')) as tasks (task, due)`,
    }),
  })
  const { text } = await app.get('/?visitorImId=m1').expect(200)
  expect(text).toMatch(/Until<\/dt><dd><span class="alert">Overdue <time datetime="2020-01-02"/)
  expect(text).toMatch(/<b>Due<\/b>\s*<span class="alert">Overdue <time datetime="2020-01-01"/)
  expect(text).toMatch(/<b class="seen">Due<\/b>\s*<time datetime="2999-01-01"/)
  const chinese = await app.get('/?visitorImId=m1&lang=zh').expect(200)
  expect(chinese.text).toMatch(/<b>预计<\/b>\s*<span class="alert">已逾期 <time datetime="2020-01-01"/)
  const { body } = await app.json('/?visitorImId=m1').expect(200)
  expect(body).toMatchObject({
    customer: { until: '2020-01-02' },
    panels: [{ rows: [{ due: '2020-01-01' }, { due: '2999-01-01' }] }],
  })
  await app.close()
})

test('has headings only of columns with a value in some row, and all columns in JSON', async () => {
  const app = await startApp(database.url, {
    QUERIES_DIR: queries(BY_NUMBER, {
      '10-visits.sql': `select 'Topic ' || n as topic, 10 * n as minutes, null::date as ended, null as phone,
        case n when 2 then 'North' end as region from generate_series(1, 2) n`,
      '20-nothing.sql': 'select null as topic, null::int as minutes',
    }),
  })
  const { text } = await app.get('/?visitorImId=7').expect(200)
  const [, headings = '', another] = text.split('<li class="headings"')
  const labels = [
    ...headings
      .split('</li>', 1)
      .join()
      .matchAll(/>([^<\n]+)</g),
  ].map(([, label]) => label)
  expect([labels, another]).toEqual([['Topic', 'Minutes', 'Region'], undefined])
  const { body } = await app.json('/?visitorImId=7').expect(200)
  const [visits, nothing] = (body as { panels: { rows: unknown[] }[] }).panels
  expect(visits?.rows[0]).toEqual({ topic: 'Topic 1', minutes: 10, ended: null, phone: null, region: null })
  expect(nothing?.rows).toEqual([{ topic: null, minutes: null }])
  await app.close()
})

test('shows texts beside the date only if all rows of the panel have short ones', async () => {
  const rowsOf = (texts: string) =>
    `select * from (values ${texts}) as v (topic, agent, started) where :customerId <> ''`
  const short = `('A-1', 'Tom', date '2024-03-01')`
  const app = await startApp(database.url, {
    QUERIES_DIR: queries(BY_NUMBER, {
      '10-short.sql': rowsOf(`${short}, ('A-2', 'Lucy', date '2024-03-02')`),
      '20-long.sql': rowsOf(`${short}, ('A-2', repeat('long ', 6), date '2024-03-02')`),
    }),
  })
  const { text } = await app.get('/?visitorImId=7').expect(200)
  const [, briefPanel, longPanel] = text.split('<section data-panel=')
  const countBelow = (html = '') => html.match(/<div class="text">/g)?.length ?? 0
  expect([briefPanel, longPanel].map(countBelow)).toEqual([0, 2])
  await app.close()
})
