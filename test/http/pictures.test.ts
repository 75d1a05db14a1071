import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'
import { createEmptyDatabase } from '../support/database.ts'
import { writeQueries } from '../support/queries.ts'

const PNG = `'\\x89504e470d0a1a0a0000000d'::bytea`
const customer = (format: string) => `-- column photo: Photo | 照片 | ${format}
select 'c1' as id, 'Ann' as name, 'https://img.example.com/ann.jpg' as photo where :visitorImId = 'c1'`

const PANEL = `-- rows: 99
-- column picture: Picture | 图片 | image
-- column by_name: By name | 按名称 | image(https://img.example.com/{name}.jpg?w=80)
-- column bytes: Bytes | 字节 | image
-- column file: File | 文件
-- column items: Items | 商品 | rows(photo: Photo | 照片 image, sku: SKU | 货号)
select name, picture, name as by_name, bytes, bytes as file, items from (values
  ('named', 'https://img.example.com/a"b.png', ${PNG}, '[{"photo": "https://img.example.com/i.png", "sku": "A"}]'::json),
  ('svg', 'data:image/svg+xml,<svg onload=alert(1)>', '<svg onload=alert(1)>'::bytea,
    '[{"photo": "javascript:alert(1)", "sku": "B"}]'),
  ('large', 'https://img.example.com@evil.example/a.png', ${PNG} || convert_to(repeat('a', 21000), 'UTF8'), null)
) as v (name, picture, bytes, items) where :customerId <> ''`

let database: Awaited<ReturnType<typeof createEmptyDatabase>>
const apps: TestApp[] = []
async function start(files: Record<string, string>, env: Record<string, string> = {}): Promise<TestApp> {
  const app = await startApp(database.url, { QUERIES_DIR: writeQueries(files), ...env })
  apps.push(app)
  return app
}
beforeAll(async () => {
  database = await createEmptyDatabase()
})
afterAll(async () => {
  for (const app of apps) await app.close()
  await database.drop()
})

const FILES = { 'customer.sql': customer('image'), 'panels/10-p.sql': PANEL }
const HOSTS = { IMAGE_HOSTS: 'img.example.com, *.cdn.example.com' }

test('shows pictures in rows and lists, and the customer’s instead of the initials', async () => {
  const app = await start(FILES, HOSTS)
  const { text, headers } = await app.get('/?visitorImId=c1').expect(200)
  const sources = [...text.matchAll(/<img [^>]*src="([^"]*)"/g)].map(([, src]) => src)
  expect(sources).toEqual([
    'https://img.example.com/ann.jpg',
    // Small in the fold's summary, and larger in the fold.
    'https://img.example.com/i.png',
    'https://img.example.com/i.png',
    'https://img.example.com/a%22b.png',
    'https://img.example.com/named.jpg?w=80',
    'data:image/png;base64,iVBORw0KGgoAAAAN',
    'https://img.example.com/svg.jpg?w=80',
    'https://img.example.com/large.jpg?w=80',
  ])
  expect(text.match(/<img /g)).toHaveLength([...text.matchAll(/alt="" loading="lazy">/g)].length)
  expect(text).toMatch(/<span class="avatar" data-field="photo">\s*<img /)
  expect(text).not.toContain('aria-hidden="true">A</span>')
  expect(text).not.toContain('data-field="photo"><dt')
  expect(headers['content-security-policy']).toContain(
    "img-src 'self' https://img.example.com https://*.cdn.example.com data:;",
  )
})

test('shows the pictures and links of an array, and other elements as text', async () => {
  const panel = `-- column photos: Photos | 照片 | image
-- column bytes: Bytes | 字节 | image
-- column files: Files | 文件 | link
-- column phones: Phones | 电话 | phone
-- column emails: Emails | 邮箱 | email
-- column none: None | 无 | image
select 'R-1' as number, array['https://img.example.com/a.png', null, 'https://evil.example/b.png'] as photos,
  array[${PNG}, 'abc'::bytea] as bytes, array['https://files.example.com/a.pdf', 'lost', 'javascript:alert(1)'] as files,
  '["13800138000", "n/a"]'::jsonb as phones, array['a@b.example'] as emails, array[null, '']::text[] as none
where :customerId <> ''`
  const app = await start({ ...FILES, 'panels/10-p.sql': panel }, HOSTS)
  const { text } = await app.get('/?visitorImId=c1').expect(200)
  const list = (...elements: string[]) =>
    `<ul class="tags">${elements.map((part) => `<li>${part}</li>`).join('\n')}</ul>`
  const picture = (src: string) => `<img src="${src}" alt="" loading="lazy">`
  const link = (href: string, shown: string, more = '') => `<a href="${href}"${more}>${shown}</a>`
  const external = ' target="_blank" rel="noreferrer"'
  for (const html of [
    list(picture('https://img.example.com/a.png'), 'https://evil.example/b.png'),
    list(picture('data:image/png;base64,iVBORw0KGgoAAAAN'), '3 bytes'),
    list(
      link('https://files.example.com/a.pdf', 'https://files.example.com/a.pdf', external),
      'lost',
      'javascript:alert(1)',
    ),
    list(link('tel:13800138000', '13800138000'), 'n/a'),
    list(link('mailto:a@b.example', 'a@b.example')),
  ])
    expect(text.replaceAll(/<\/?bdi>/g, '')).toContain(html)
  expect(text).not.toContain('None')
  const { body } = await app.json('/?visitorImId=c1').expect(200)
  expect(body).toMatchObject({
    panels: [{ rows: [{ files: ['https://files.example.com/a.pdf', 'lost', 'javascript:alert(1)'] }] }],
  })
})

test('shows the text or size of a value that is not a picture', async () => {
  const app = await start(FILES, HOSTS)
  const { text } = await app.get('/?visitorImId=c1').expect(200)
  expect(text).toContain('<dd>data:image/svg+xml,&lt;svg onload=alert(1)&gt;</dd>')
  expect(text).toContain('\n<bdi>javascript:alert(1)</bdi></span>')
  expect(text).toContain('<dd>https://img.example.com@evil.example/a.png</dd>')
  // Both with the format and without it.
  expect(text.match(/\b21 bytes\b/g)).toHaveLength(2)
  expect(text.match(/\b21 kB\b/g)).toHaveLength(2)
  expect(text.match(/\b12 bytes\b/g)).toHaveLength(1)
})

test('shows only bytes and our own files without IMAGE_HOSTS', async () => {
  const app = await start(FILES)
  const { text, headers } = await app.get('/?visitorImId=c1').expect(200)
  expect(text.match(/<img [^>]*src="(?!data:)/g)).toBe(null)
  expect(text).toContain('aria-hidden="true">A</span>')
  expect(headers['content-security-policy']).toContain("img-src 'self' data:;")
})

test('permits only our own pictures if no file shows any', async () => {
  const app = await start({ 'customer.sql': customer('link') }, HOSTS)
  const { headers } = await app.get('/?visitorImId=c1').expect(200)
  expect(headers['content-security-policy']).toContain("img-src 'self';")
})

test('returns the URL in JSON', async () => {
  const app = await start(FILES, HOSTS)
  const { body } = await app.json('/?visitorImId=c1').expect(200)
  expect(body).toMatchObject({
    customer: { photo: 'https://img.example.com/ann.jpg' },
    panels: [
      { rows: [{ picture: 'https://img.example.com/a"b.png', by_name: 'named' }, {}, { by_name: 'large' }] },
    ],
  })
})

describe('a picture leaks no masked value', () => {
  test('through its URL', async () => {
    const app = await start(
      {
        'customer.sql': `-- column phone: Phone | 电话 | phone mask\n-- column photo: Photo | 照片 | image
select 'c1' as id, 'Ann' as name, '19900000166' as phone, 'https://img.example.com/19900000166.jpg' as photo
where :visitorImId = 'c1'`,
        'panels/10-p.sql': `-- column a: A | 甲 | image(https://img.example.com/{b}.jpg)
select 'x' as a, '199-0000-0166' as b where :customerId <> ''`,
      },
      HOSTS,
    )
    const { text } = await app.get('/?visitorImId=c1').expect(200)
    expect(text).not.toContain('<img')
    expect(text).not.toMatch(/199-?0000-?0166/)
  })
})
