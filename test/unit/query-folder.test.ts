import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadQueries, readQueries } from '../../src/customer/query-file/queries.ts'
import { writeQueries } from '../support/queries.ts'

const SQL = 'select 1 as a where :customerId::text is not null'
const CUSTOMER = { 'customer.sql': 'select :visitorImId::text as id' }

function read(files: Record<string, string>) {
  const directory = writeQueries({ ...CUSTOMER, ...files })
  const { queries, reports, unread } = readQueries(directory)
  const withoutDirectory = (line: string) => line.replaceAll(`${directory}/`, '')
  return {
    panels: queries.panels.map(({ path }) => basename(path)),
    names: queries.panels.map(({ name }) => name),
    windows: Object.fromEntries(queries.windows.map((one) => [one.name, one.panels.map(({ name }) => name)])),
    reports: reports.map(withoutDirectory),
    unread: unread.map(withoutDirectory),
  }
}

const panels = (...names: string[]) => Object.fromEntries(names.map((name) => [`panels/${name}`, SQL]))

describe('panels', () => {
  test('are ordered by leading number, then by name, those without a number last', () => {
    const names = [
      'b.sql',
      '40-中文.sql',
      '5-a.sql',
      '10-z.sql',
      '10-Y.sql',
      '040-x.sql',
      'A.sql',
      '20260101120000-n.sql',
    ]
    expect(read(panels(...names)).panels).toEqual([
      ...['5-a.sql', '10-Y.sql', '10-z.sql', '040-x.sql', '40-中文.sql', '20260101120000-n.sql'],
      ...['A.sql', 'b.sql'],
    ])
  })

  test('may have spaces, dots and Chinese in their names', () => {
    const { names, reports, unread } = read(panels('40-中文.sql', '50-with space.sql', '60-a.b.sql'))
    expect(names).toEqual(['中文', 'with space', 'a.b'])
    expect([...reports, ...unread]).toEqual([])
  })
})

describe('a folder below panels is a window', () => {
  test('has its own panels, in their own order, whose names include the window', () => {
    const files = panels('10-a.sql', 'orders/20-b.sql', 'orders/10-a.sql', 'parcels-2/a.sql')
    expect(read(files)).toMatchObject({
      names: ['a'],
      windows: { orders: ['orders/a', 'orders/b'], 'parcels-2': ['parcels-2/a'] },
      reports: [],
      unread: [],
    })
  })

  test('has files with titles that omit the window', () => {
    const { queries } = readQueries(writeQueries({ ...CUSTOMER, ...panels('orders/10-past_orders.sql') }))
    expect(queries.windows[0]?.panels[0]).toMatchObject({
      name: 'orders/past_orders',
      title: { en: 'Past orders', zh: 'Past orders' },
    })
  })

  test('may be the only ones that there are', () => {
    expect(read(panels('orders/10-a.sql'))).toMatchObject({ names: [], reports: [], unread: [] })
  })

  test('cannot have two panels with one name', () => {
    const { reports } = read(panels('orders/10-a.sql', 'orders/20-a.sql'))
    expect(reports).toEqual([
      'panels/orders/20-a.sql: there is a panel orders/a already (panels/orders/10-a.sql)',
    ])
  })

  test.each([
    ['Orders', 'the name of a window has only a–z, 0–9 and -, such as orders'],
    ['my orders', 'the name of a window has only a–z, 0–9 and -, such as my-orders'],
    ['my_orders', 'the name of a window has only a–z, 0–9 and -, such as my-orders'],
    ['orders.sql', 'the name of a window has only a–z, 0–9 and -, such as orders-sql'],
    ['订单', 'the name of a window has only a–z, 0–9 and -'],
    ['reveal', 'the page has an address of that name'],
    ['search', 'the page has an address of that name'],
    ['open', 'the page has an address of that name'],
    ['link', 'the page has an address of that name'],
    ['unlink', 'the page has an address of that name'],
    ['assets', 'the page has an address of that name'],
    ['healthz', 'the page has an address of that name'],
    ['readyz', 'the page has an address of that name'],
    ['simulator', 'the page has an address of that name'],
  ])('%s cannot be its name', (name, reason) => {
    expect(read(panels(`${name}/10-a.sql`))).toMatchObject({
      names: [],
      windows: {},
      unread: [],
      reports: [`panels/${name}: is not read: ${reason}`],
    })
  })

  test('cannot have the name of the base path, which a proxy may strip or keep', () => {
    const directory = writeQueries({ ...CUSTOMER, ...panels('crm/10-a.sql') })
    const reportsWith = (basePath: string) => readQueries(directory, basePath).reports
    expect(reportsWith('/crm')).toEqual([
      expect.stringMatching(/panels\/crm: is not read: BASE_PATH is the same name$/),
    ])
    for (const basePath of ['', '/crm/x', '/x/crm', '/crm2']) expect(reportsWith(basePath)).toEqual([])
  })

  test('cannot contain folders', () => {
    expect(read(panels('orders/10-a.sql', 'orders/old/10-a.sql'))).toMatchObject({
      windows: { orders: ['orders/a'] },
      reports: ['panels/orders/old: is not read: a window’s panels lie directly in its folder'],
    })
  })

  test.each([
    ['nothing', 'orders/.gitkeep', []],
    [
      'nothing that is a panel',
      'orders/notes.txt',
      ['orders/notes.txt: is not read: the names of panels end in .sql'],
    ],
  ])('that has %s is a fault', (_what, path, unread) => {
    expect(read(panels(path))).toMatchObject({
      windows: {},
      reports: ['panels/orders: has no panels: a window is a folder with at least one file NAME.sql'],
      unread: unread.map((line) => `panels/${line}`),
    })
  })

  test('reports the faults of its files, by path', () => {
    const { reports } = read({
      ...panels('orders/10-A.SQL', 'parcels/10-a.sql'),
      'panels/parcels/20-b.sql': 'select 1\nwhere :nobody is null',
    })
    expect(reports).toEqual([
      expect.stringMatching(/^panels\/parcels\/20-b\.sql:2: unknown parameter :nobody/),
      'panels/orders/10-A.SQL: is not read: its name must end in .sql, in lower case',
    ])
  })

  test('ignores what the system or a mounted volume puts there', () => {
    const directory = writeQueries({
      ...CUSTOMER,
      ...panels('.git/10-a.sql', '..2026_11_26/orders/10-a.sql'),
    })
    symlinkSync('..2026_11_26', join(directory, 'panels/..data'))
    symlinkSync('..data/orders', join(directory, 'panels/orders'))
    const { queries, reports, unread } = readQueries(directory)
    expect(queries.windows.map(({ name }) => name)).toEqual(['orders'])
    expect([...reports, ...unread]).toEqual([])
  })
})

describe('the search', () => {
  const load = (files: Record<string, string>) => readQueries(writeQueries({ ...CUSTOMER, ...files }))

  test('is optional', () => {
    expect(load({}).queries.search).toBeNull()
  })

  test('is a file like the others, with its own terms and fewer rows', () => {
    const sql = '-- column phone: Phone | 电话 | mask\nselect 1 as id, :phone as phone, :lang as lang'
    const { queries, reports } = load({ 'search.sql': sql })
    expect(reports).toEqual([])
    expect(queries.search).toMatchObject({ parameters: ['phone', 'lang'], masked: ['phone'] })
    expect(queries.search?.text).toMatch(/limit 21$/)
  })

  test.each([
    [':customerId', ':customerId is a parameter of other files'],
    [':term', 'unknown parameter :term'],
  ])('does not support %s, and reports file, line and what it supports', (name, words) => {
    const { reports } = load({ 'search.sql': `select 1 as id\nwhere ${name}::text is not null` })
    expect(reports).toEqual([expect.stringMatching(/search\.sql:2: /)])
    expect(reports[0]).toContain(`${words} (known: :visitorImId`)
    expect(reports[0]).toMatch(/:email :phone :phoneTail :number :name :nameLike\)$/)
  })

  test('has terms that are columns elsewhere', () => {
    const { reports, queries } = load({
      'panels/10-a.sql': 'select a[:name] from (values (array[1], 1)) as t(a, name)',
    })
    expect(reports).toEqual([])
    expect(queries.panels[0]?.parameters).toEqual([])
  })
})

describe('what was meant to be read and is not', () => {
  test.each([
    ['panels/Orders.SQL', 'panels/Orders.SQL: is not read: its name must end in .sql, in lower case'],
    ['Panels/10-a.sql', 'Panels: is not read: the folder is named panels'],
    ['Customer.sql', 'Customer.sql: is not read: the file is named customer.sql'],
    ['Search.sql', 'Search.sql: is not read: the file is named search.sql'],
    ['serach.sql', 'serach.sql: is not read: the file is named search.sql'],
    ['panels/10-.sql', 'panels/10-.sql: has no name behind its number'],
    ['panels/10-\ufffd.sql', '"panels/10-\ufffd.sql": has a name that is not UTF-8'],
  ])('%s is rejected', (path, report) => {
    expect(read({ [path]: SQL })).toMatchObject({ panels: [], reports: [report], unread: [] })
  })

  test.each([
    ['panels/.x.sql', 'panels/.x.sql: is not read: its name begins with a dot'],
    ['panels/._10-orders.sql', 'panels/._10-orders.sql: is not read: its name begins with a dot'],
    ['panels/notes.txt', 'panels/notes.txt: is not read: the names of panels end in .sql'],
    ['panels/10-a.sql~', 'panels/10-a.sql~: is not read: the names of panels end in .sql'],
    ['orders.sql', 'orders.sql: is not read: panels lie in the folder panels'],
    ['old/customer.sql', 'old: folders other than panels are not read'],
  ])('%s is reported', (path, line) => {
    expect(read({ [path]: SQL })).toMatchObject({ panels: [], reports: [], unread: [line] })
  })

  test('files of a mounted volume or the system are ignored', () => {
    const directory = writeQueries({ ...CUSTOMER, ...panels('.DS_Store', '..2026_11_26/10-a.sql') })
    symlinkSync('..2026_11_26', join(directory, 'panels/..data'))
    symlinkSync('..data/10-a.sql', join(directory, 'panels/10-a.sql'))
    const { queries, reports, unread } = readQueries(directory)
    expect({ names: queries.panels.map(({ name }) => name), reports, unread }).toEqual({
      names: ['a'],
      reports: [],
      unread: [],
    })
  })

  test('a broken link is reported', () => {
    const directory = writeQueries(CUSTOMER)
    mkdirSync(join(directory, 'panels'))
    symlinkSync('nowhere', join(directory, 'panels/10-a.sql'))
    expect(() => loadQueries(directory)).toThrow(/10-a\.sql: cannot be read \(ENOENT\)/)
  })
})

describe('a file in another encoding is a fault, with its line', () => {
  const text = '-- title: A\n-- title.zh: '
  test.each([
    [
      'GBK',
      Buffer.concat([Buffer.from(text), Buffer.from([0xb6, 0xa9, 0xb5, 0xa5]), Buffer.from('\nselect 1')]),
      /a\.sql:2: is not UTF-8/,
    ],
    ['Latin-1', Buffer.from('select 1 as a -- é', 'latin1'), /a\.sql:1: is not UTF-8/],
    [
      'UTF-16 with a mark',
      Buffer.from(`\ufeff${text}`, 'utf16le'),
      /a\.sql: holds NUL characters, as UTF-16 does/,
    ],
    [
      'UTF-16 without one',
      Buffer.from('select 1', 'utf16le').swap16(),
      /a\.sql: holds NUL characters, as UTF-16 does/,
    ],
    ['a character cut at the end', Buffer.from('select 1 -- 订').subarray(0, -1), /a\.sql:1: is not UTF-8/],
  ])('%s', (_name, bytes, report) => {
    const directory = writeQueries({ ...CUSTOMER, ...panels('10-a.sql') })
    writeFileSync(join(directory, 'panels/10-a.sql'), bytes)
    expect(() => loadQueries(directory)).toThrow(report)
  })

  test('a UTF-8 byte order mark is skipped', () => {
    const { reports } = read({ 'panels/10-a.sql': `\ufeff-- title: 订单\n${SQL}` })
    expect(reports).toEqual([])
  })
})
