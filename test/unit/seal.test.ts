import { expect, test } from 'vitest'
import { z } from 'zod'
import { createSeal } from '../../src/secrets/seal.ts'
import { createKeyDerivation } from '../../src/secrets/server-secret.ts'

const HOUR_MS = 3_600_000
const schema = z.object({ target: z.string(), customerId: z.string().nullable() })
const VALUE = { target: '/?visitorImId=13800138000', customerId: '李' }

const derive = createKeyDerivation(['the secret in force'])
const rotated = createKeyDerivation(['the secret that is new', 'the secret in force'])
const seals = createSeal({ keys: derive('search'), schema, validMs: HOUR_MS })

test('opens what it sealed', () => {
  expect(seals.open(seals.seal(VALUE))).toEqual(VALUE)
  expect(seals.seal(VALUE)).toMatch(/^[\w-]+$/)
})

test('omits nulls that are defaults if a page contains the seal more than once', () => {
  const short = z.object({ target: z.string(), customerId: z.string().nullable().default(null) })
  const value = { ...VALUE, customerId: null }
  const shorter = createSeal({ keys: derive('search'), schema: short, validMs: HOUR_MS, omitsNulls: true })
  expect(shorter.seal(value).length).toBeLessThan(seals.seal(value).length)
  expect(shorter.open(shorter.seal(value))).toEqual(value)
  expect(seals.open(seals.seal(value))).toEqual(value)
})

test('makes different seals of equal values, and equal lengths of equal lengths', () => {
  const sealed = Array.from({ length: 20 }, () => seals.seal(VALUE))
  expect(new Set(sealed).size).toBe(20)
  expect(new Set(sealed.map(({ length }) => length)).size).toBe(1)
  // Text that is repeated takes no less room: the length would tell that what was sent is what is masked.
  const { length } = seals.seal({ ...VALUE, customerId: '13800138000' })
  expect(seals.seal({ ...VALUE, customerId: '57162049835' })).toHaveLength(length)
})

test('rejects another secret or purpose, a changed character and nonsense', () => {
  const sealed = seals.seal(VALUE)
  const others = [createKeyDerivation(['another secret'])('search'), derive('open')]
  for (const keys of others) expect(createSeal({ keys, schema, validMs: HOUR_MS }).open(sealed)).toBeNull()
  for (const at of sealed.slice(0, -1).split('').keys()) {
    const changed = `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`
    expect(seals.open(changed)).toBeNull()
  }
  for (const nonsense of ['', 'x', '李', 'A'.repeat(300), '\0']) expect(seals.open(nonsense)).toBeNull()
})

test('opens seals of the previous secret, and seals with the current one', () => {
  const renewed = createSeal({ keys: rotated('search'), schema, validMs: HOUR_MS })
  expect(renewed.open(seals.seal(VALUE))).toEqual(VALUE)
  expect(seals.open(renewed.seal(VALUE))).toBeNull()
})

test('rejects an expired seal', () => {
  let now = Date.now()
  const expiring = createSeal({ keys: derive('search'), schema, validMs: HOUR_MS, now: () => now })
  const sealed = expiring.seal(VALUE)
  now += HOUR_MS
  expect(expiring.open(sealed)).toEqual(VALUE)
  now += 1
  expect(expiring.open(sealed)).toBeNull()
})

test('rejects a seal in another version’s format', () => {
  const older = createSeal({ keys: derive('search'), schema: z.string(), validMs: HOUR_MS })
  expect(seals.open(older.seal('text'))).toBeNull()
})
