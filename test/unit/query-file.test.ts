import { describe, expect, test } from 'vitest'
import { toPair } from '../../src/customer/query-file/localized.ts'
import { LINES_BEFORE_STATEMENT, parseQueryFile, toReport } from '../../src/customer/query-file/query-file.ts'
import { readStatement } from '../../src/customer/query-file/statement.ts'

describe('named parameters', () => {
  const cases: [string, string, string, string[]][] = [
    ['become numbers', 'select :to, :lang', 'select $1, $2', ['to', 'lang']],
    ['the same name has the same number', 'select :to, :lang, :to', 'select $1, $2, $1', ['to', 'lang']],
    ['casts stay', 'select :to::text, now()::date', 'select $1::text, now()::date', ['to']],
    ['strings stay', "select ':to', 'it''s :to', :lang", "select ':to', 'it''s :to', $1", ['lang']],
    [
      'strings with backslashes stay',
      String.raw`select E'\':to', :lang`,
      String.raw`select E'\':to', $1`,
      ['lang'],
    ],
    [
      'a plain string ends at a backslash and quote',
      String.raw`select '\', :to`,
      String.raw`select '\', $1`,
      ['to'],
    ],
    ['quoted names stay', 'select ":to", :lang', 'select ":to", $1', ['lang']],
    [
      'dollar quotes stay',
      'select $$ :a $$, $x$ :b $$ :c $x$, :to',
      'select $$ :a $$, $x$ :b $$ :c $x$, $1',
      ['to'],
    ],
    ['comments stay', 'select 1 -- :a\n/* :b */, :to', 'select 1 -- :a\n/* :b */, $1', ['to']],
    ['assignments and array slices stay', 'select f(x := 1), a[1:2]', 'select f(x := 1), a[1:2]', []],
    ['a last semicolon goes', 'select 1; -- done; really\n', 'select 1  -- done; really\n', []],
    ['nested comments stay', `select 1 /* /* */ ' */, :to`, `select 1 /* /* */ ' */, $1`, ['to']],
    ['a line comment ends at a carriage return too', "select 1 -- '\r, :to", "select 1 -- '\r, $1", ['to']],
    ['names beyond ASCII are names', 'select 名$a$, :to, 名e$a$', 'select 名$a$, $1, 名e$a$', ['to']],
    ['dollar quotes with such a tag', 'select $é$ :x ; $é$, :to', 'select $é$ :x ; $é$, $1', ['to']],
    ['semicolons in strings stay', "select ';', $$;$$", "select ';', $$;$$", []],
  ]
  test.each(cases)('turns names into numbered parameters: %s', (_name, sql, text, parameters) => {
    expect(readStatement(sql)).toEqual({ statement: { text, parameters }, faults: [], canDescribe: true })
  })
})

describe('a colon in brackets', () => {
  const cases: [string, string, string, string[]][] = [
    [
      'ends a slice',
      'select a[1:n], a[:n], a[i:n], a[ 1 : n ]',
      'select a[1:n], a[:n], a[i:n], a[ 1 : n ]',
      [],
    ],
    [
      'ends a slice behind any expression',
      'select a[f(x):n], a[b[1]:n], a[c.i:lang]',
      'select a[f(x):n], a[b[1]:n], a[c.i:lang]',
      [],
    ],
    [
      'ends a slice though its name is a parameter’s',
      'select a[1:to], a["x":to]',
      'select a[1:to], a["x":to]',
      [],
    ],
    ['begins a parameter in front', 'select names[:lang]', 'select names[$1]', ['lang']],
    [
      'begins a parameter behind a space and the slice’s colon',
      'select a[1: :to::int]',
      'select a[1: $1::int]',
      ['to'],
    ],
    [
      'begins a parameter in an array',
      'select array[:to, :lang], array [ [:to], [:lang] ]',
      'select array[$1, $2], array [ [$1], [$2] ]',
      ['to', 'lang'],
    ],
    [
      'begins a parameter in parentheses',
      'select a[(:to)::int], a[f(1, :to)]',
      'select a[($1)::int], a[f(1, $1)]',
      ['to'],
    ],
    [
      'begins a parameter behind a keyword',
      "select a[case when :to = 'x' then 1 end]",
      "select a[case when $1 = 'x' then 1 end]",
      ['to'],
    ],
    [
      'begins a parameter behind brackets that are closed',
      'select a[1:n] = :to, x::int[] = :lang',
      'select a[1:n] = $1, x::int[] = $2',
      ['to', 'lang'],
    ],
    [
      'is none in a string',
      "select a['[']  = :to, '[' || :lang",
      "select a['[']  = $1, '[' || $2",
      ['to', 'lang'],
    ],
  ]
  test.each(cases)('a colon in brackets %s', (_name, sql, text, parameters) => {
    expect(readStatement(sql)).toEqual({ statement: { text, parameters }, faults: [], canDescribe: true })
  })
})

describe('annotations', () => {
  test('declare how rows are shown', () => {
    const { file, faults } = parseQueryFile(
      'queries/panels/20-my_orders.sql',
      `-- title: Orders
-- title.zh: 订单
-- layout: summary
-- rows: 7
-- timeout: 800ms
-- empty: No orders
-- column order_no: Order | 订单号 | copy
-- column total: Total | 金额 | money(currency)
-- column status: | | badge(paid=good, 未付=bad, a=b=busy) copy
-- column phone: Phone | 电话 | phone copy mask
-- hide: secret, other

select * from orders where id = :customerId
-- the newest ones: first`,
    )
    expect(faults).toEqual([])
    expect(file).toMatchObject({
      name: 'my_orders',
      parameters: ['customerId'],
      title: toPair('Orders', '订单'),
      layout: 'summary',
      rows: 7,
      timeoutMs: 800,
      empty: toPair('No orders', 'No orders'),
    })
    expect(file.columns.get('order_no')).toMatchObject({
      label: toPair('Order', '订单号'),
      format: { display: null, copy: true },
    })
    expect(file.columns.get('total')?.format).toMatchObject({
      display: 'money',
      argument: 'currency',
      mask: false,
      alert: false,
    })
    expect(file.columns.get('status')).toMatchObject({
      label: toPair('Status', 'Status'),
      format: {
        display: 'badge',
        copy: true,
        badges: new Map([
          ['paid', { value: 'paid', label: null, tone: 'good' }],
          ['未付', { value: '未付', label: null, tone: 'bad' }],
          ['a=b', { value: 'a=b', label: null, tone: 'busy' }],
        ]),
      },
    })
    expect(file.columns.get('phone')?.format).toMatchObject({ display: 'phone', copy: true, mask: true })
    expect([...file.hidden.keys()]).toEqual(['secret', 'other'])
    expect(file.text.split('\n').slice(LINES_BEFORE_STATEMENT, -1).join('\n')).toContain('where id = $1')
  })

  test('may contain bars in the parentheses of a format', () => {
    const { file, faults } = parseQueryFile(
      'panels/10-a.sql',
      `-- title: Orders | 订单
-- empty: None yet | 暂无
-- column state: State | 状态 | badge(0=Unpaid|待付款:bad, 1=Paid|已付款:good, 2=Sent, 3=busy) id
-- column parts: Parts | 件数 | unit(pcs|件) alert(>= 2.5)
-- column no: Order id | 订单 id | link(https://admin.example.com/o/{no}?of={customer id})
select 1`,
    )
    expect(faults).toEqual([])
    expect(file).toMatchObject({
      title: toPair('Orders', '订单'),
      empty: { zh: '暂无' },
      hidesEmpty: false,
    })
    expect(file.columns.get('state')?.format).toMatchObject({
      id: true,
      badges: new Map([
        ['0', { value: '0', label: toPair('Unpaid', '待付款'), tone: 'bad' }],
        ['1', { value: '1', label: toPair('Paid', '已付款'), tone: 'good' }],
        ['2', { value: '2', label: toPair('Sent', 'Sent'), tone: null }],
        ['3', { value: '3', label: null, tone: 'busy' }],
      ]),
    })
    expect(file.columns.get('parts')?.format).toMatchObject({
      display: 'unit',
      unit: toPair('pcs', '件'),
      condition: { operator: '>=', limit: 2.5 },
    })
    expect(file.columns.get('no')?.format.template).toEqual({
      literals: ['https://admin.example.com/o/', '?of=', ''],
      columns: ['no', 'customer id'],
    })
  })

  test('derive a readable label from the name', () => {
    const NAMES = {
      order_no: 'Order no',
      orderNo: 'Order no',
      'a--b__c': 'A b c',
      _x_: 'X',
      userID: 'UserID',
      URLList: 'URLList',
      placedAtDay: 'Placed at day',
      éÀb: 'É àb',
      订单: '订单',
    }
    for (const [name, label] of Object.entries(NAMES)) {
      const { columns } = parseQueryFile(
        'a.sql',
        `-- column ${name}: | | copy\n-- column b: B\nselect 1`,
      ).file
      expect([columns.get(name)?.label, columns.get('b')?.label]).toEqual([
        toPair(label, label),
        toPair('B', 'B'),
      ])
    }
  })

  test('are all optional', () => {
    expect(parseQueryFile('panels/10-past_visits.sql', 'select 1').file).toMatchObject({
      name: 'past_visits',
      title: toPair('Past visits', 'Past visits'),
      layout: 'table',
      rows: 5,
      timeoutMs: null,
      empty: null,
      hidesEmpty: false,
    })
    expect(parseQueryFile('a.sql', '-- empty: hide\nselect 1').file).toMatchObject({
      empty: null,
      hidesEmpty: true,
    })
  })

  test('accept full-width punctuation and quoted names', () => {
    const { file, faults } = parseQueryFile('a.sql', '-- column "Phone No"：电话 ｜ 电话 ｜ mask\nselect 1')
    expect(faults).toEqual([])
    expect(file.columns.get('Phone No')?.format.mask).toBe(true)
  })

  test('mask secret columns, too', () => {
    const { file, faults } = parseQueryFile('a.sql', '-- column pin: PIN | 密码 | secret\nselect 1')
    expect(faults).toEqual([])
    expect(file.columns.get('pin')?.format).toMatchObject({ mask: true, secret: true })
    expect(file.masked).toEqual(['pin'])
  })

  test('do not include ordinary comments', () => {
    expect(parseQueryFile('a.sql', '-- Note: this is: a comment\n-- title\nselect 1').faults).toEqual([])
  })
})

describe('every fault of a file, with its line', () => {
  const KNOWN =
    ':visitorImId :channel :easemobId :to :tenantId :agentId :userId :lang :verifiedUserId :customerId :sent.NAME'
  const FORMATS =
    'text, number, money, percent, unit, filesize, duration, date, datetime, time, ago, boolean, badge, link, phone, email, tags, json, rows, image, html, warning, note, copy, id, mask, secret, alert, candidate, language, reveal'
  const cases: [string, string, string[]][] = [
    [
      'an unknown parameter',
      'select 1,\n :visitorId',
      [`a.sql:2: unknown parameter :visitorId (known: ${KNOWN})`],
    ],
    [
      'a parameter by position',
      'select a from b\nwhere c = $1 or d = $1',
      [`a.sql:2: $1 is a position: use a name, such as :visitorImId (known: ${KNOWN})`],
    ],
    ['a dollar in a name, a string or a quote', "select a$1, '$1', $x$ $1 $x$ -- $1", []],
    [
      'an unknown layout',
      '\n-- layout: cards\nselect 1',
      ['a.sql:2: layout must be one of table, fields, summary'],
    ],
    ['no number of rows', '-- rows: many\nselect 1', ['a.sql:1: rows must be a number from 1 to 999']],
    [
      'a timeout without unit',
      '-- timeout: 800\nselect 1',
      ['a.sql:1: timeout must be a number of milliseconds up to 10000, such as 800ms'],
    ],
    [
      'no time',
      '-- timeout: 0ms\nselect 1',
      ['a.sql:1: timeout must be a number of milliseconds up to 10000, such as 800ms'],
    ],
    [
      'an unknown format',
      '-- column a: A | 甲 | sparkline\nselect 1',
      [`a.sql:1: "sparkline" is not a format (${FORMATS})`],
    ],
    [
      'a misspelt format',
      '-- column a: A | 甲 | phone maks\nselect 1',
      [`a.sql:1: "maks" is not a format; did you mean mask? (${FORMATS})`],
    ],
    [
      'a misspelt format with bars in its parentheses',
      '-- column a: A | 甲 | bagde(0=Unpaid|待付款:bad, 1=Paid|已付款) copy\nselect 1',
      [`a.sql:1: "bagde" is not a format; did you mean badge? (${FORMATS})`],
    ],
    [
      'roles separated by bars',
      '-- column a: A | 甲 | mask reveal(lead|billing)\nselect 1',
      ['a.sql:1: reveal needs roles in parentheses: reveal(lead), reveal(lead, billing)'],
    ],
    ...['-- hide:', '-- hide: ,', '-- hide: "a'].map((text): [string, string, string[]] => [
      `names that cannot be read: ${text}`,
      `${text}\nselect 1`,
      ['a.sql:1: hide needs names of columns, separated by commas: -- hide: NAME, "Name with spaces"'],
    ]),
    [
      'money without a currency',
      '-- column a: A | 甲 | money\nselect 1',
      ['a.sql:1: money needs a currency: money(currency) or money(CNY)'],
    ],
    [
      'two displays',
      '-- column a: A | 甲 | date number\nselect 1',
      ['a.sql:1: a column has one of date and number'],
    ],
    [
      'an argument too many',
      '-- column a: A | 甲 | phone(long)\nselect 1',
      ['a.sql:1: phone takes nothing in parentheses'],
    ],
    ...(
      [
        [
          'datetime(Mars/Base)',
          'datetime(Mars/Base) names no time zone: write one as in datetime(UTC) or datetime(Asia/Shanghai)',
        ],
        ['id(x)', 'id takes nothing in parentheses'],
        ['percent(2)', 'percent takes nothing in parentheses'],
        ['unit', 'unit needs what is counted: unit(kg) or unit(pcs|件)'],
        ['duration(weeks)', 'duration takes one of ms, seconds, minutes, hours, days; not "weeks"'],
        ...['< x', 'late', '<> 0', ''].map((text) => [
          `alert(${text})`,
          `alert takes a comparison with a number, as in alert(< 0), or alert(overdue); not "${text}"`,
        ]),
        ...['0=|未付:bad', '0=Unpaid|未付:red', '0=a|b|c', '=good', '0=unpaid'].map((text) => [
          `badge(${text})`,
          `badge takes value=colour or value=Label|标签:colour, with a colour of plain, info, good, busy, bad; not "${text}"`,
        ]),
        ['badge(0=good, 0=bad)', 'badge has the value "0" twice'],
        ...[
          'javascript:alert{a}',
          '{scheme}://x.example/',
          'https://{host}/x',
          'https://x.example{a}/',
          'https://x.example:{port}/',
          'https://x.example/{a',
          'ftp://x.example/{a}',
          'javascript:x',
        ].map((text) => [
          `link(${text})`,
          `link(${text}) is not a valid address: scheme and host must be literal, with columns only after them, as in link(https://admin.example.com/orders/{order_no})`,
        ]),
      ] as [string, string][]
    ).map(([format, message]): [string, string, string[]] => [
      `what a format cannot have in parentheses: ${format}`,
      `-- column a: A | 甲 | ${format}\nselect 1`,
      [`a.sql:1: ${message}`],
    ]),
    [
      'parts too many or missing',
      '-- title: A | 甲 | x\n-- empty: | 无\nselect 1',
      [
        'a.sql:1: "x" is not a link: write link(https://…/{column})',
        'a.sql:2: empty has no English: -- empty: English | 中文',
      ],
    ],
    [
      'badges where the Chinese label stands',
      '-- column a: A | badge(0=Off|关:bad)\nselect 1',
      [
        'a.sql:1: the label "badge(0=Off|关:bad)" ends in formats; they are the third part: Label | 标签 | formats',
      ],
    ],
    [
      'an unknown colour',
      '-- column a: A | 甲 | badge(paid=green)\nselect 1',
      [
        'a.sql:1: badge takes value=colour or value=Label|标签:colour, with a colour of plain, info, good, busy, bad; not "paid=green"',
      ],
    ],
    [
      'a column without a name',
      '-- column: A\nselect 1',
      ['a.sql:1: column needs a name: -- column NAME: Label | 标签 | formats'],
    ],
    [
      'a format in the place of the Chinese label',
      '-- column phone: Phone | mask\nselect 1',
      ['a.sql:1: "mask" is in the place of the Chinese label; formats are the third part'],
    ],
    [
      'mask with an argument',
      '-- column a: A | 甲 | mask(4)\nselect 1',
      ['a.sql:1: mask takes nothing in parentheses'],
    ],
    [
      'a name where none belongs',
      '-- rows 7: 3\nselect 1',
      ['a.sql:1: rows takes no name before the colon: write -- rows: …'],
    ],
    ...[
      '-- Column a: A',
      '-- columns a: A',
      '-- column a A | 甲 | mask',
      '-- hide a',
      '--mask: a',
      '/* x */\n-- hide: a',
    ].map((text): [string, string, string[]] => [
      `what only looks like an annotation: ${text}`,
      `${text}\nselect 1`,
      [
        `a.sql:${String(text.split('\n').length)}: looks like an annotation but is not one: on top of the file, one a line, -- column NAME: Label | 标签 | formats, -- hide: NAME, or -- roles: NAME; a NAME with spaces is in double quotes`,
      ],
    ]),
    ['a column twice', '-- column a: A\n-- column a: B\nselect 1', ['a.sql:2: column a is annotated twice']],
    [
      'too many parts',
      '-- column a: A | 甲 | text | more\nselect 1',
      ['a.sql:1: a column has at most three parts: Label | 标签 | formats'],
    ],
    [
      'a write',
      '-- title: x\n\ndelete from orders',
      ['a.sql:3: only reading is allowed: a statement begins with select or with, not delete'],
    ],
    [
      'two statements',
      'select 1;\nselect 2;\nselect 3',
      ['a.sql:2: a file contains one statement; a second one begins here'],
    ],
    [
      'an injected second statement',
      "select ';' ; drop table orders",
      ['a.sql:1: a file contains one statement; a second one begins here'],
    ],
    ['nothing', '-- title: x\n', ['a.sql: contains no statement']],
    [
      'several at once',
      '-- rows: 0\n-- layout: x\nupdate a set b = :c',
      [
        'a.sql:1: rows must be a number from 1 to 999',
        'a.sql:2: layout must be one of table, fields, summary',
        'a.sql:3: only reading is allowed: a statement begins with select or with, not update',
        `a.sql:3: unknown parameter :c (known: ${KNOWN})`,
      ],
    ],
  ]
  test.each(cases)('%s', (_name, source, reports) => {
    expect(parseQueryFile('a.sql', source).faults.map((fault) => toReport('a.sql', fault))).toEqual(reports)
  })
})
