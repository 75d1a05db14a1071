import { expect, test } from 'vitest'
import { createRateLimiter } from '../../src/http/middleware/rate-limit.ts'

test('allows a burst up to the limit, then as many requests a minute', () => {
  const limit = createRateLimiter(60)
  const passed = (count: number, nowMs: number) =>
    Array.from({ length: count }, () => limit('a', nowMs)).filter((wait) => wait === 0).length
  expect(passed(100, 1000)).toBe(60)
  expect(limit('a', 1000)).toBe(1)
  expect(limit('b', 1000)).toBe(0)
  expect(passed(100, 2000)).toBe(1)
  expect(passed(100, 31_000)).toBe(29)
  // A minute without a request, and all is forgiven.
  expect(passed(100, 200_000)).toBe(60)
})

test('limits each client separately, in any order of requests', () => {
  const limit = createRateLimiter(2, 12)
  const waits = Array.from({ length: 3 }, (_, nowMs) =>
    ['a', 'b', 'c', 'd', 'e'].map((client) => limit(client, nowMs)),
  )
  expect(waits).toEqual([
    [0, 0, 0, 0, 0],
    [0, 0, 0, 0, 0],
    [30, 30, 30, 30, 30],
  ])
})

test('returns the time to wait', () => {
  const limit = createRateLimiter(2)
  expect([limit('a', 0), limit('a', 0), limit('a', 0), limit('a', 20_000), limit('a', 30_000)]).toEqual([
    0, 0, 30, 10, 0,
  ])
})

test('evicts the oldest addresses in a flood, but not active clients', () => {
  const limit = createRateLimiter(2, 100)
  limit('steady', 0)
  limit('steady', 0)
  limit('old', 0)
  limit('old', 0)
  expect(limit('old', 1)).toBeGreaterThan(0)
  for (let client = 0; client < 1000; client += 1) limit(`flood ${String(client)}`, 2)
  expect(limit('old', 3)).toBe(0)
  // It is not for a flood to lift the limit of the one who made the last request.
  limit('last', 4)
  limit('last', 4)
  expect(limit('last', 5)).toBeGreaterThan(0)
})

test('uses constant memory for any number of addresses', () => {
  const limit = createRateLimiter(6000)
  const heapMb = () => process.memoryUsage().heapUsed / 1024 / 1024
  for (let client = 0; client < 60_000; client += 1)
    limit(`2001:db8:${client.toString(16)}::/64`, client / 1e6)
  const before = heapMb()
  for (let client = 60_000; client < 560_000; client += 1)
    limit(`2001:db8:${client.toString(16)}::/64`, client / 1e6)
  expect(heapMb() - before).toBeLessThan(60)
})

test('never rejects a client’s first request, at any fraction of a millisecond', () => {
  const limit = createRateLimiter(1)
  const waits = Array.from({ length: 1000 }, (_, index) =>
    limit(`client ${String(index)}`, 3000 + index * 12.345678),
  )
  expect(new Set(waits)).toEqual(new Set([0]))
})

test.each([
  [2, true],
  [3, false],
])('remembers one of four clients after %d others: %s', (others, isRemembered) => {
  const limit = createRateLimiter(1, 4)
  for (let client = 0; client <= others; client += 1) limit(String(client), 0)
  expect(limit('0', 0) > 0).toBe(isRemembered)
})
