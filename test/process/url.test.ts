import { describe, expect, test } from 'vitest'
import { url } from '../../src/commands/url.ts'
import { createVisitReader } from '../../src/visit/read-visit.ts'
import { createValueDecryptor } from '../../src/visit/value-decryptor.ts'
import { runCommand } from '../support/commands.ts'
import { runMain } from '../support/process.ts'
import { writeQueries } from '../support/queries.ts'

const KEY = '12345678'
const run = (args: string[], env: Record<string, string> = {}) => runCommand(url, args, env)

describe('url', () => {
  test('prints only the URL of the documentation’s example', async () => {
    const args = [
      '--visitor',
      'webim-visitor-Q922M6VHRKQG8QFXP6T9',
      '--param',
      'name=Jack',
      '--param',
      'age=40',
    ]
    expect(await runMain(['url', ...args], { HYPHENATE_DES_KEY: KEY, PORT: '3000' }).ended).toEqual({
      code: 0,
      err: '',
      out:
        'http://localhost:3000/?name=877523f86f18f55e&age=e86b4e789891107c&easemobId=107937' +
        '&visitorImId=webim-visitor-Q922M6VHRKQG8QFXP6T9&to=webim-visitor-Q922M6VHRKQG8QFXP6T9\n',
    })
  })

  test.each(['ios-2019', 'ios-2022-11', 'ios-2023-02'])(
    'encodes a fully encrypted URL like %s, which the page decodes',
    async (client) => {
      const args = ['--visitor', 'lijipeng_2019', '--mode', 'all', '--client', client, '--param', 'name=Jack']
      const { code, out, err } = await run([...args, '--base', 'https://crm.example.com/?x=1'], {
        HYPHENATE_DES_KEY: KEY,
      })
      const read = createVisitReader({ mode: 'all', decrypt: createValueDecryptor([KEY]) })
      expect(read(out.trim()).builtIn.visitorImId).toBe('lijipeng_2019')
      expect(code).toBe(0)
      expect(err).toContain('--param is left out')
    },
  )

  test('prints the configured path and a placeholder for the token', async () => {
    const env = { PORT: '3000', BASE_PATH: '/crm', ACCESS_TOKENS: 'a-token-of-the-page-0123' }
    const { out } = await run(['--visitor', 'a'], env)
    expect(out).toMatch(/^http:\/\/localhost:3000\/crm\/ACCESS_TOKEN\/\?/)
  })

  test.each([
    ['', /^http:\/\/localhost:3000\/crm\/ACCESS_TOKEN\/orders\/\?/],
    ['https://crm.example.com/token/', /^https:\/\/crm\.example\.com\/token\/orders\/\?easemobId/],
    ['https://crm.example.com/token', /^https:\/\/crm\.example\.com\/token\/orders\/\?easemobId/],
    ['https://crm.example.com/?x=/', /^https:\/\/crm\.example\.com\/orders\/\?x=\/&easemobId/],
  ])('appends a window to the path of the base %j', async (base, expected) => {
    const QUERIES_DIR = writeQueries({ 'panels/orders/10-a.sql': 'select 1' })
    const env = { QUERIES_DIR, PORT: '3000', BASE_PATH: '/crm', ACCESS_TOKENS: 'a-token-of-the-page-0123' }
    const args = ['--visitor', 'a', '--window', 'orders', ...(base === '' ? [] : ['--base', base])]
    expect(await run(args, env)).toMatchObject({ code: 0, out: expect.stringMatching(expected) })
  })

  test('prints its usage with --help', async () => {
    expect(await run(['--help'])).toMatchObject({ code: 0, out: expect.stringContaining('--client CLIENT') })
  })

  test.each([
    ['a missing visitor', [], '--visitor is missing'],
    ['a missing key', ['--visitor', 'a', '--mode', 'all'], 'HYPHENATE_DES_KEY'],
    ['an unknown client', ['--visitor', 'a', '--client', 'symbian'], '--client must be one of web'],
    ['a parameter without a value', ['--visitor', 'a', '--param', 'name'], 'NAME=TEXT'],
    [
      'a window that is none',
      ['--visitor', 'a', '--window', 'orders'],
      '--window must be a folder below panels/',
    ],
    [
      'a name that no window can have',
      ['--visitor', 'a', '--window', '../x', '--base', 'https://crm.example.com/'],
      '--window must have only a-z, 0-9 and -',
    ],
    ['an unknown option', ['--visitr', 'a'], '--visitr'],
    ['an invalid base URL', ['--visitor', 'a', '--base', 'crm.example.com'], '--base must be a URL'],
  ])('rejects %s', async (_name, args, words) => {
    const { code, out, err } = await run(args)
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain(words)
  })
})
