import { createHash, createSecretKey, randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createSeal } from '../../src/secrets/seal.ts'
import { agentSchema, isOtherAgent, toAgent, toShownName } from '../../src/sign-in/agent.ts'
import { readCookie, SESSION_COOKIE } from '../../src/sign-in/cookies.ts'
import { createPaneSecret, isDigest, isSecretOf } from '../../src/sign-in/pane.ts'
import { createUseOnce } from '../../src/sign-in/used-codes.ts'

test('takes the SHA-256 of a pane’s secret as its digest', () => {
  const { secret, digest } = createPaneSecret()
  expect(digest).toBe(createHash('sha256').update(secret).digest('base64url'))
  expect(isDigest(digest)).toBe(true)
  expect(isSecretOf(digest, secret)).toBe(true)
  for (const other of ['', digest, `${secret}x`, createPaneSecret().secret])
    expect(isSecretOf(digest, other)).toBe(false)
  for (const text of ['', 'x', `${digest}x`, `${digest.slice(1)}=`]) expect(isDigest(text)).toBe(false)
})

test('accepts a code once, and removes it when it has expired', () => {
  let now = 0
  const useOnce = createUseOnce({ validMs: 30_000, now: () => now })
  expect([useOnce('a'), useOnce('a'), useOnce('b')]).toEqual([true, false, true])
  now = 30_000
  expect(useOnce('a')).toBe(false)
  now = 30_001
  expect(useOnce('a')).toBe(true)
})

test.each([
  [undefined, null],
  ['', null],
  ['__Host-crm-session=abc', 'abc'],
  ['a=1; __Host-crm-session=abc; b=2', 'abc'],
  ['a=1;__Host-crm-session=a=b', 'a=b'],
  ['x__Host-crm-session=abc', null],
  ['__Host-crm-session', null],
  [';;;=;', null],
])('reads from the header %j the cookie %j', (header, value) => {
  expect(readCookie(header, SESSION_COOKIE)).toBe(value)
})

describe('an agent', () => {
  const rules = { claim: 'roles', roles: ['billing', 'lead'] }
  const tom = toAgent(
    {
      sub: '4711',
      preferred_username: 'tom',
      email: 'tom@company.example',
      name: 'Tom Wu',
      picture: 'https://x.example',
      address: { street: 'x' },
      roles: ['lead', 'everybody'],
    },
    rules,
  )

  test('contains only what a session needs', () => {
    expect(tom).toEqual({
      id: '4711',
      login: 'tom',
      email: 'tom@company.example',
      name: 'Tom Wu',
      roles: ['lead'],
    })
    expect(toAgent({ sub: '1', name: 7, email: '', preferred_username: null }, rules)).toEqual({
      id: '1',
      login: null,
      email: null,
      name: null,
      roles: [],
    })
    expect(toAgent({ sub: '1', name: 'x'.repeat(5000) }, rules).name).toHaveLength(255)
  })

  test('has no control characters, which Postgres rejects, and no blank name', () => {
    const claims = { sub: '1\0', name: 'Tom\0\u001b[31m\r\nWu', email: ' \0\t', preferred_username: '   ' }
    expect(toAgent(claims, rules)).toMatchObject({
      id: '1 ',
      name: 'Tom  [31m  Wu',
      email: null,
      login: null,
    })
  })

  test('fits into a cookie for any claims and any number of roles', () => {
    const roles = Array.from({ length: 100 }, (_, at) => `role-${String(at).padStart(7, '0')}`.slice(0, 12))
    expect(Buffer.byteLength(JSON.stringify(roles))).toBeGreaterThan(1490)
    for (const text of ['\ud800'.repeat(900), '"'.repeat(900), '你'.repeat(900), '🙂'.repeat(900)]) {
      const claims = { sub: text, name: text, email: text, preferred_username: text, roles: [...roles, text] }
      const agent = toAgent(claims, { claim: 'roles', roles })
      expect(agent.roles).toEqual(roles)
      const key = createSecretKey(randomBytes(32))
      const seal = createSeal({ keys: [key], schema: agentSchema, validMs: 1000 })
      const cookie = `${SESSION_COOKIE.name}=${seal.seal(agent)}`
      expect(cookie.length).toBeLessThanOrEqual(4096)
    }
  })

  test('has no roles if the session has none', () => {
    const { id, login, email, name } = tom
    expect(agentSchema.parse({ id, login, email, name }).roles).toEqual([])
  })

  test('is displayed by name, login, e-mail address or number', () => {
    expect(toShownName(tom)).toBe('Tom Wu')
    expect(toShownName({ ...tom, name: null })).toBe('tom')
    expect(toShownName({ ...tom, name: null, login: null })).toBe('tom@company.example')
    expect(toShownName({ id: '4711', name: null, login: null, email: null, roles: [] })).toBe('4711')
  })

  test.each([
    [{ agentId: null, email: null }, false],
    [{ agentId: '4711', email: null }, false],
    [{ agentId: 'TOM', email: null }, false],
    [{ agentId: '42', email: null }, true],
    [{ agentId: '42', email: 'Tom@company.example' }, false],
    [{ agentId: '4711', email: 'boss@company.example' }, true],
  ])('differs from %j: %s', (said, isOther) => {
    expect(isOtherAgent(tom, said)).toBe(isOther)
  })
})
