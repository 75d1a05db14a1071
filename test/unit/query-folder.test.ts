import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { filesWithPictures, readQueries } from '../../src/customer/query-file/queries.ts'
import { isChosenByVisitor, parseQueryFile, withoutRows } from '../../src/customer/query-file/query-file.ts'
import { loadQueries, writeQueries } from '../support/queries.ts'

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

  test('may have a number without a dash, and other numbers in their names', () => {
    const { names } = read(panels('11-b.sql', '10a.sql', 'c10-.sql', '12-.sql.sql', 'd-10-e.sql'))
    expect(names).toEqual(['10a', 'b', '.sql', 'c10-', 'd-10-e'])
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

  test('may contain all panels', () => {
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
    ['my  orders', 'the name of a window has only a–z, 0–9 and -, such as my-orders'],
    ['my orders', 'the name of a window has only a–z, 0–9 and -, such as my-orders'],
    ['my_orders', 'the name of a window has only a–z, 0–9 and -, such as my-orders'],
    ['orders.sql', 'the name of a window has only a–z, 0–9 and -, such as orders-sql'],
    ['订单', 'the name of a window has only a–z, 0–9 and -'],
    ['reveal', 'the page has a path of that name'],
    ['search', 'the page has a path of that name'],
    ['open', 'the page has a path of that name'],
    ['link', 'the page has a path of that name'],
    ['unlink', 'the page has a path of that name'],
    ['assets', 'the page has a path of that name'],
    ['healthz', 'the page has a path of that name'],
    ['readyz', 'the page has a path of that name'],
    ['simulator', 'the page has a path of that name'],
  ])('cannot be named %s', (name, reason) => {
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
  ])('cannot have %s', (_what, path, unread) => {
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

  test('may contain files of the system or of a mounted volume', () => {
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

  test('has its own terms and fewer rows', () => {
    const sql = '-- column phone: Phone | 电话 | mask\nselect 1 as id, :phone as phone, :lang as lang'
    const { queries, reports } = load({ 'search.sql': sql })
    expect(reports).toEqual([])
    expect(queries.search).toMatchObject({ parameters: ['phone', 'lang'], masked: ['phone'] })
    expect(queries.search?.text).toMatch(/limit 21$/)
  })

  test.each([
    [':customerId', ':customerId is a parameter of other files'],
    [':term', 'unknown parameter :term'],
  ])('does not support %s, and reports file, line and what is supported', (name, words) => {
    const { reports } = load({ 'search.sql': `select 1 as id\nwhere ${name}::text is not null` })
    expect(reports).toEqual([expect.stringMatching(/search\.sql:2: /)])
    expect(reports[0]).toContain(`${words} (known: :visitorImId`)
    expect(reports[0]).toMatch(/:email :phone :phoneTail :number :name :nameLike\)$/)
  })

  test('has terms whose names are columns elsewhere', () => {
    const { reports, queries } = load({
      'panels/10-a.sql': 'select a[:name] from (values (array[1], 1)) as t(a, name)',
    })
    expect(reports).toEqual([])
    expect(queries.panels[0]?.parameters).toEqual([])
  })
})

describe('files with the wrong name', () => {
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

describe('another encoding is reported with its line', () => {
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
      /a\.sql: contains NUL characters, as UTF-16 does/,
    ],
    [
      'UTF-16 without one',
      Buffer.from('select 1', 'utf16le').swap16(),
      /a\.sql: contains NUL characters, as UTF-16 does/,
    ],
    ['a character cut at the end', Buffer.from('select 1 -- 订').subarray(0, -1), /a\.sql:1: is not UTF-8/],
    [
      'UTF-16 without NUL characters',
      Buffer.from('\ufeff订单', 'utf16le'),
      /a\.sql: contains NUL characters, as UTF-16 does/,
    ],
    ['one wrong byte in front', Buffer.from([0xff, 0x41]), /a\.sql:1: is not UTF-8/],
    ['another one', Buffer.from([0x41, 0xfe]), /a\.sql:1: is not UTF-8/],
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

describe('the folder that contains panels', () => {
  test.each([
    ['Customer.SQL', 'is not read: the file is named customer.sql'],
    ['links.sql', 'is not read: the file is named link.sql'],
    ['un-link.sql', 'is not read: the file is named unlink.sql'],
    ['PANELS/a.sql', 'is not read: the folder is named panels'],
  ])('cannot contain misplaced files: %s', (path, fault) => {
    const [name] = path.split('/')
    expect(read({ [path]: SQL })).toMatchObject({ reports: [`${name}: ${fault}`], unread: [] })
  })

  test.each([
    ['customer.txt', 'is not read'],
    ['panel.sql', 'is not read: panels lie in the folder panels'],
    ['search.sql.bak/a.sql', 'folders other than panels are not read'],
  ])('reports files with another name: %s', (path, line) => {
    const [name] = path.split('/')
    expect(read({ [path]: SQL })).toMatchObject({ reports: [], unread: [`${name}: ${line}`] })
  })

  test('may contain hidden files without SQL', () => {
    expect(read({ '.env': 'x', '.git/config': 'x' })).toMatchObject({ reports: [], unread: [] })
    expect(read({ '.x.sql': SQL })).toMatchObject({
      unread: ['.x.sql: is not read: panels lie in the folder panels'],
    })
  })

  test('may be missing', () => {
    const { reports } = read({ panels: 'a file' })
    expect(reports).toEqual(['panels: cannot be read (ENOTDIR)'])
    expect(readQueries('/nowhere/at/all').reports).toEqual([
      '/nowhere/at/all/customer.sql: cannot be read (ENOENT)',
    ])
  })
})

test('reports a window’s name on one line', () => {
  expect(read(panels('a\nb/10-a.sql')).reports).toEqual([
    'panels/a\\nb: is not read: the name of a window has only a–z, 0–9 and -, such as a-b',
  ])
})

test.each(['10-\u0001.sql', '10-a\u0085b.sql'])(
  'rejects control characters in a panel’s name: %j',
  (name) => {
    expect(read(panels(name))).toMatchObject({
      panels: [],
      reports: [`${JSON.stringify(`panels/${name}`)}: has a name that is not UTF-8`],
    })
  },
)

describe('link.sql and unlink.sql', () => {
  const LINK = 'insert into links values (:visitorImId, :customerId) returning customer_id'
  const UNLINK = 'delete from links where a = :visitorImId and b = :customerId returning 1'
  const readLinking = (files: Record<string, string>) => {
    const directory = writeQueries({ ...CUSTOMER, ...files })
    const { queries, reports, describable, runnable } = readQueries(directory)
    return {
      names: queries.linking && [queries.linking.link.name, queries.linking.unlink?.name],
      reports: reports.map((line) => line.replaceAll(`${directory}/`, '')),
      read: [...describable, ...runnable].map(({ name }) => name),
    }
  }

  test.each<[string, Record<string, string>, unknown, string[]]>([
    ['neither', {}, null, []],
    ['one', { 'link.sql': LINK }, ['link', undefined], []],
    ['both', { 'link.sql': LINK, 'unlink.sql': UNLINK }, ['link', 'unlink'], []],
    [
      'one to undo what cannot be done',
      { 'unlink.sql': UNLINK },
      null,
      ['unlink.sql: there is no link.sql beside it'],
    ],
    [
      'one that writes the same for everybody',
      { 'link.sql': 'insert into links values (1)' },
      null,
      ['link.sql: does not use :visitorImId', 'link.sql: does not use :customerId'],
    ],
    [
      'one that undoes the links of all visitors',
      { 'link.sql': LINK, 'unlink.sql': 'delete from links where b = :customerId' },
      null,
      ['unlink.sql: does not use :visitorImId'],
    ],
    [
      'one with other faults, which are told first',
      { 'link.sql': 'insert into links\nvalues (:visitorImId, :customer)' },
      null,
      [
        'link.sql:2: unknown parameter :customer (known: :visitorImId :channel :customerId :agentId :agentName :source :requestId)',
      ],
    ],
  ])('are optional: %s', (_what, files, names, reports) => {
    // The check of the database has a way of its own for them.
    expect(readLinking(files)).toEqual({ names, reports, read: ['customer', 'customer'] })
  })

  test.each(['insert', 'update', 'delete', 'merge', 'with', 'select', 'Insert'])(
    'may begin with %s',
    (word) => {
      expect(readLinking({ 'link.sql': `${word} :visitorImId, :customerId` }).reports).toEqual([])
    },
  )
  test.each(['drop', 'values', 'table'])('cannot begin with %s', (word) => {
    expect(readLinking({ 'link.sql': `${word} :visitorImId, :customerId` }).reports).toEqual([
      `link.sql:1: a statement that links begins with insert, update, delete, merge, with or select, not ${word}`,
    ])
  })
  test('run unchanged, one line further down', () => {
    const { queries } = readQueries(writeQueries({ ...CUSTOMER, 'link.sql': `${LINK};` }))
    expect(queries.linking?.link.text).toBe('\ninsert into links values ($1, $2) returning customer_id ')
    expect(queries.linking?.link.maxRows).toBe(1)
  })
})

test('reads one row more than the limit to know whether there are more', () => {
  const { queries } = readQueries(
    writeQueries({ ...CUSTOMER, ...panels('a.sql'), 'search.sql': 'select 1 as id' }),
  )
  expect([queries.customer, ...queries.panels].map(({ maxRows }) => maxRows)).toEqual([1000, 1000])
  expect(queries.customer.text).toBe('select * from (\nselect $1::text as id\n) as query limit 1001')
  expect(withoutRows(queries.customer.text)).toBe(
    'select * from (\nselect $1::text as id\n) as query limit 0',
  )
  expect(queries.search?.maxRows).toBe(20)
})

test('reports an unreadable file by name', () => {
  const directory = writeQueries(CUSTOMER)
  mkdirSync(join(directory, 'search.sql'))
  const { queries, reports, describable, runnable } = readQueries(directory)
  expect(reports).toEqual([`${directory}/search.sql: cannot be read (EISDIR)`])
  expect(queries.search).toMatchObject({ name: 'search', path: `${directory}/search.sql`, parameters: [] })
  expect([describable, runnable].map((files) => files.map(({ name }) => name))).toEqual([
    ['customer'],
    ['customer'],
  ])
})

test('loads correct files, and reports all faults of the others together', () => {
  expect(loadQueries(writeQueries(CUSTOMER)).customer.name).toBe('customer')
  const directory = writeQueries({
    ...CUSTOMER,
    'panels/a.sql': 'select :x',
    'panels/b.sql': '-- rows: 0\nselect 1',
  })
  const { reports, runnable } = readQueries(directory)
  expect(reports).toHaveLength(2)
  expect(() => loadQueries(directory)).toThrow(
    expect.objectContaining({
      name: 'QueryFilesError',
      message: `The query files cannot be used:\n  ${reports.join('\n  ')}`,
    }),
  )
  // A wrong number of rows does not keep a statement from running.
  expect(runnable.map(({ name }) => name)).toEqual(['customer', 'b'])
})

test('keeps the statement’s own limit if no rows are requested', () => {
  expect(withoutRows('select * from (\nselect 1 limit 5\n) as query limit 1001')).toBe(
    'select * from (\nselect 1 limit 5\n) as query limit 0',
  )
})

test.each([
  ['select :sent.a', true],
  ['select :sent.a, :lang, :channel', true],
  ['select :sent.a, :customerId', false],
  ['select :sent.a, :visitorImId', false],
  ['select :sent.a, :verifiedUserId', false],
  ['select :lang', false],
  ['select :customerId', false],
])(
  'treats rows as chosen by the visitor if custom parameters select them, unless the customer does: %s',
  (sql, isChosen) => {
    expect(isChosenByVisitor(parseQueryFile('a.sql', sql).file)).toBe(isChosen)
  },
)

test('finds pictures in every file, as columns and within rows', () => {
  const image = '-- column a: A | 甲 | image(https://x.example/{b})'
  const inRows = '-- column a: A | 甲 | rows(b: B rows(c: C image(https://x.example/{d})))'
  const namesOf = (files: Record<string, string>) =>
    filesWithPictures(readQueries(writeQueries({ ...CUSTOMER, ...files })).queries).map(({ name }) => name)
  expect(namesOf(panels('a.sql'))).toEqual([])
  expect(
    namesOf({
      'customer.sql': `${image}\nselect 1 as id`,
      'search.sql': `${image}\nselect 1 as id`,
      'panels/a.sql': `-- column b: B\n${inRows}\nselect 1`,
      'panels/b.sql': '-- column a: A | 甲 | rows(b: B, c: C)\nselect 1',
      'panels/w/c.sql': `${inRows}\nselect 1`,
    }),
  ).toEqual(['customer', 'a', 'w/c', 'search'])
})
