import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encryptDesHex } from '../../src/visit/des.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { cloneDatabase } from '../support/database.ts'

const KEY = '12345678'
const EMMA = 'visitorImId=emma.johansson'

let database: Awaited<ReturnType<typeof cloneDatabase>>
let plain: TestApp
let encrypted: TestApp
beforeAll(async () => {
  database = await cloneDatabase()
  plain = await startApp(database.url)
  encrypted = await startApp(database.url, { HYPHENATE_DES_KEY: KEY })
})
afterAll(async () => {
  await plain.close()
  await encrypted.close()
  await database.drop()
})

/** The page's entry for a parameter, with white space collapsed. */
function listed(html: string, name: string): string[] {
  const entries = html.matchAll(new RegExp(`<div data-parameter="${name}"[^>]*>([^]*?)</div>`, 'g'))
  return [...entries].map(([, entry = '']) =>
    entry
      .replaceAll(/<[^>]+>/g, ' ')
      .replaceAll(/\s+/g, ' ')
      .trim(),
  )
}

describe('finds the customer despite an invalid parameter, and shows its fault', () => {
  const cases: [string, string, string, RegExp[]][] = [
    ['a line break', 'remark=line1%0Aline2', 'remark', [/^remark line1 line2$/]],
    [
      'a control character',
      'nickname=%14%E5%B0%8F%E7%BE%8E',
      'nickname',
      [/小美 contains control characters$/],
    ],
    ['too long', `desc=${'d'.repeat(2001)}`, 'desc', [/d… d+ is too long$/]],
    ['a cut character', 'nickname=%E5%B0%8F%E7%BE', 'nickname', [/小\ufffd is not valid UTF-8$/]],
    ['half a character', 'nickname=Tom%ED%A0%BD', 'nickname', [/Tom\ufffd+ is not valid UTF-8$/]],
    [
      'two languages',
      'lang=zh&lang=en',
      'lang',
      [/ zh was sent more than once/, / en was sent more than once/],
    ],
    [
      'two e-mails',
      'email=a&email=b',
      'email',
      [/ a was .*; sent by the site under/, / b was .*; sent by the site under/],
    ],
  ]
  test.each(cases)('shows the value and its fault: %s', async (_name, query, parameter, expected) => {
    const { text } = await plain.get(`/?${query}&${EMMA}`).expect(200)
    expect(text).toContain('<body data-outcome="found">')
    const entries = listed(text, parameter)
    expect(entries).toHaveLength(expected.length)
    for (const [at, pattern] of expected.entries()) expect(entries[at]).toMatch(pattern)
  })

  test('keeps line breaks on the page', async () => {
    const { text } = await plain.get(`/?remark=line1%0Aline2&${EMMA}`)
    expect(text).toContain('<bdi>line1\nline2</bdi>')
  })

  test('reports each fault in JSON', async () => {
    const { body } = await plain.json(`/?remark=a%14b&email=a&email=b&to=gh_1%00&${EMMA}`).expect(200)
    expect(body).toMatchObject({
      outcome: 'found',
      visit: {
        to: null,
        agent: { email: null },
        customParameters: [
          { name: 'remark', value: 'a b', status: 'plain', fault: 'control_characters' },
          { name: 'email', value: 'a', fault: 'different_values' },
          { name: 'email', value: 'b', fault: 'different_values' },
          { name: 'to', value: 'gh_1 ', fault: 'control_characters' },
        ],
        notRead: 0,
      },
    })
  })

  test('counts excess parameters', async () => {
    const many = Array.from({ length: 150 }, (_, at) => `p${String(at)}=${String(at)}`).join('&')
    const { text } = await plain.get(`/?${many}&${EMMA}`).expect(200)
    expect(text).toContain('<body data-outcome="found">')
    expect(text).toContain('data-parameter="p99"')
    expect(text).not.toContain('data-parameter="p100"')
    expect(text).toContain('>50 more, not read<')
    expect((await plain.get(`/?${many}&lang=zh&${EMMA}`)).text).toContain('另有 50 个参数未读取')
  })

  test('uses neither of two languages', async () => {
    const { text } = await plain.get(`/?lang=zh&lang=en&${EMMA}`, { 'Accept-Language': 'zh' })
    expect(text).toContain('<html lang="zh">')
    expect(listed(text, 'lang')).toEqual([
      'lang zh 重复出现且值不同；由网站传入，但与控制台的参数同名',
      'lang en 重复出现且值不同；由网站传入，但与控制台的参数同名',
    ])
  })
})

describe('shows a custom parameter with a built-in name, which selects nobody', () => {
  const AGENT = 'agentId=6f9619ff-8b86-4d01-b42d-00cf4fc964ff&tenantId=35'

  test('in plain text, if the console sends no agent', async () => {
    for (const visitor of [EMMA, 'visitorImId=nobody']) {
      const { text } = await plain.get(`/?email=customer@example.com&desc=vip&${visitor}`)
      expect(listed(text, 'email')).toEqual([
        'email customer@example.com sent by the site under a name that the console uses',
      ])
      expect(listed(text, 'desc')).toEqual(['desc vip sent by the site under a name that the console uses'])
    }
  })

  test('but not the console’s own parameter', async () => {
    const { text } = await plain.get(`/?${EMMA}&${AGENT}&email=agent@example.com&agentName=Ann`)
    expect(text).not.toContain('data-section="sent"')
  })

  test('decrypted, next to the console’s own', async () => {
    const custom = `email=${encryptDesHex(KEY, 'customer@example.com')}&nickname=${encryptDesHex(KEY, 'Jack')}`
    const path = `/?${custom}&${EMMA}&${AGENT}&email=agent@example.com&nickname=Emma`
    const { text } = await encrypted.get(path)
    // Once decrypted, it is masked by its shape on any page with masks.
    expect(listed(text, 'email')).toEqual([
      'email c••••@example.com sent by the site under a name that the console uses',
    ])
    expect(listed(text, 'nickname')).toEqual([
      'nickname Jack sent by the site under a name that the console uses',
    ])
    const { body } = await encrypted.json(path)
    expect(body).toMatchObject({
      outcome: 'found',
      visit: {
        nickname: 'Emma',
        agent: { email: 'agent@example.com' },
        customParameters: [
          { name: 'email', value: 'c••••@example.com', status: 'decrypted' },
          { name: 'nickname', value: 'Jack', status: 'decrypted' },
        ],
      },
    })
  })
})

test('finds nobody if a second visitor id is empty', async () => {
  for (const query of [`${EMMA}&visitorImId=`, `visitorImId=(null)&${EMMA}`]) {
    const { body } = await plain.json(`/?${query}`).expect(400)
    expect(body).toMatchObject({
      error: { parameters: [{ name: 'visitorImId', code: 'different_values' }] },
    })
  }
})
