import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { identity } from '../../src/commands/identity.ts'
import { runCommand } from '../support/commands.ts'
import { runMain } from '../support/process.ts'

const SECRET = 'the secret that the shop signs with'
const VISITOR = 'webim-visitor-8K2FTG9QTYWRT8EYVJ7F'
const run = (args: string[], env: Record<string, string> = { IDENTITY_SECRET: SECRET }) =>
  runCommand(identity, args, env)

describe('identity', () => {
  test('creates a token, and explains it as proved with its claims', async () => {
    const args = ['identity', '--sub', '1001', '--visitor', VISITOR, '--ttl', '30m']
    const { code, out } = await runMain(args, { IDENTITY_SECRET: SECRET }).ended
    expect(code).toBe(0)
    expect(out).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/)
    const explained = await run(['--explain', out.trim()])
    expect(explained.out).toContain('Status: proved, by the key current.')
    expect(explained.out).toContain(`{"vid":"${VISITOR}","sub":"1001"}`)
  })

  test('explains why a token is invalid', async () => {
    const { out: token } = await run(['--sub', '1001', '--visitor', VISITOR])
    const other = await run(['--explain', token.trim(), '--visitor', 'somebody'])
    expect(other.out).toContain('failed (wrong_visitor): its vid is another visitor')
    const foreign = await run(['--explain', token.trim()], { IDENTITY_SECRET: 'b'.repeat(32) })
    expect(foreign.out).toContain('failed (bad_signature)')
    expect((await run(['--explain', 'nonsense'])).out).toContain('failed (malformed)')
    const long = await run(['--sub', '1001', '--ttl', '48h'])
    expect(long.err).toBe(
      'Warning: --ttl is longer than IDENTITY_MAX_AGE, so the page refuses this token (too_long_lived).\n',
    )
    expect((await run(['--sub', '1001', '--ttl', '24h'])).err).toBe('')
    expect((await run(['--explain', long.out.trim()])).out).toContain('failed (too_long_lived)')
  })

  test('explains that an optional claim must not be null', async () => {
    const [header, claims] = [
      { alg: 'HS256' },
      { sub: '1001', vid: null, iat: Date.now() / 1000, exp: Date.now() / 1000 + 60 },
    ]
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
    const text = `${encode(header)}.${encode(claims)}`
    const token = `${text}.${createHmac('sha256', SECRET).update(text).digest('base64url')}`
    expect((await run(['--explain', token])).out).toMatch(/failed \(malformed\).*null is neither/)
  })

  test.each([
    [[], '--sub or --explain is missing'],
    [['--sub', '1001', '--ttl', 'long'], '--ttl must be a duration'],
    [['--sub', 'a'.repeat(257)], '--sub must have at most 256 characters'],
    [['--sub', '10\u200b01'], '--sub must have'],
    [['--sub', '1001', '--visitor', 'a\n'], '--visitor must be an id'],
    [['--subject', '1001'], '--help'],
  ])('rejects %j', async (args, text) => {
    const { code, err } = await run(args)
    expect([code, err]).toEqual([1, expect.stringContaining(text)])
  })

  test.each([['--sub'], ['--explain']])('requires a key for %s', async (option) => {
    const { code, err } = await run([option, 'x'], {})
    expect([code, err]).toEqual([1, expect.stringContaining('IDENTITY_SECRET')])
  })
})
