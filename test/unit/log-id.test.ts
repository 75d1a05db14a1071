import { createSecretKey } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createLogId } from '../../src/logging/log-id.ts'

const toKey = (secret: string) => createSecretKey(Buffer.from(secret))
const logId = createLogId({ key: toKey('secret') })
const DIGEST = /^h:[0-9a-f]{16}$/

test.each([
  '1',
  '4711',
  '123456',
  '550e8400-e29b-41d4-a716-446655440000',
  '550E8400-E29B-41D4-A716-446655440000',
])('logs up to six digits or a UUID unchanged: %s', (id) => {
  expect(logId('customer', id)).toBe(id)
})

test('logs a client’s address as a digest regardless of LOG_ID_PATTERN', async () => {
  const declared = createLogId({ key: toKey('secret'), pattern: /^[\w.-]+$/ })
  // On a busy machine, an attempt may exceed its time limit.
  await expect.poll(() => declared('customer', '192.0.2.7')).toBe('192.0.2.7')
  for (const address of ['192.0.2.7', '127']) expect(declared('client', address)).toMatch(DIGEST)
})

test.each([
  ['a mainland mobile', '13800138000'],
  ['with a country code', '+8613800138000'],
  ['with an exit code', '008613912345678'],
  ['a number of the United States', '+14155550132'],
  ['of Hong Kong', '+85251234567'],
  ['with spaces', '139 1234 5678'],
  ['a landline', '010-62345678'],
  ['a landline without its area', '62345678'],
  ['seven digits', '1234567'],
  ['digits of another script', '１２３４５６'],
  ['an identity card', '11010519491231002X'],
  ['an e-mail address', 'emma@example.com'],
  ['a name', 'emma.johansson'],
  ['a Chinese name', '李继鹏'],
  ['a customer number', 'C-2041'],
  ['six digits and a line end', '123456\n'],
  ['six digits and a space', ' 123456'],
  ['a UUID and more', '550e8400-e29b-41d4-a716-4466554400001'],
  ['a UUID in braces', '{550e8400-e29b-41d4-a716-446655440000}'],
  ['nothing', ''],
])('logs anything else as a digest: %s', (_name, id) => {
  expect(logId('customer', id)).toMatch(DIGEST)
})

describe('a digest', () => {
  test('is the same for the same id and secret', () => {
    expect(logId('customer', 'C-1')).toBe(createLogId({ key: toKey('secret') })('customer', 'C-1'))
    expect(logId('customer', 'C-1')).not.toBe(logId('customer', 'C-2'))
    expect(logId('customer', 'C-1')).not.toBe(createLogId({ key: toKey('other') })('customer', 'C-1'))
  })

  test('differs between an agent and a customer with the same id, as anybody can send an agent’s id', () => {
    const digests = (['customer', 'tenant', 'agent'] as const).map((kind) => logId(kind, '13800138000'))
    expect(new Set(digests).size).toBe(3)
  })
})

test('returns null for null', () => {
  expect(logId('customer', null)).toBeNull()
})

describe('a declared pattern', () => {
  const declared = createLogId({ key: toKey('secret'), pattern: /^(?:C-\d+|K\d{8})$/ })

  test.each(['C-2041', 'K12345678', '17', '550e8400-e29b-41d4-a716-446655440000'])('permits %s', (id) =>
    expect.poll(() => declared('customer', id)).toBe(id),
  )

  test.each(['C-2041 13800138000', '13800138000', 'xC-2041', 'C-2041\n', 'K123456789'])(
    'does not permit %j',
    (id) => {
      expect(declared('customer', id)).toMatch(DIGEST)
    },
  )

  test('is not applied to more than 200 characters', async () => {
    const any = createLogId({ key: toKey('secret'), pattern: /^(?:a+)$/ })
    // On a busy machine the first attempt may exceed the pattern's time limit.
    await expect.poll(() => any('customer', 'a'.repeat(200))).toBe('a'.repeat(200))
    expect(any('customer', 'a'.repeat(201))).toMatch(DIGEST)
  })

  test.each([
    ['nested repetition', /^(?:(a+)+)$/],
    ['alternatives of the same', /^(?:(a|aa)+)$/],
    ['one after the other', /^(?:a*a*a*a*a*a*a*a*b)$/],
  ])('is safe from exponential backtracking: %s', (_name, pattern) => {
    const slow = createLogId({ key: toKey('secret'), pattern })
    const started = performance.now()
    expect(slow('customer', `${'a'.repeat(150)}!`)).toMatch(DIGEST)
    expect(performance.now() - started).toBeLessThan(5000)
  })
})
