import { describe, expect, test } from 'vitest'
import { HttpError } from '../../src/http/middleware/http-error.ts'
import { createSearchLimit } from '../../src/http/routes/search-limit.ts'

const MINUTE = 60_000

function retryAfterOf(run: () => void): number {
  try {
    run()
  } catch (error) {
    if (error instanceof HttpError) {
      expect(error.answer).toMatchObject({ status: 429, code: 'too_many_searches' })
      return error.answer.retryAfter ?? NaN
    }
    throw error
  }
  return 0
}

describe('searches of a client', () => {
  test('are limited per minute and client', () => {
    const limit = createSearchLimit({ perMinute: 2 })
    const begin = (client: string, now: number) =>
      retryAfterOf(() => {
        limit.checkSearch(client, now)
      })
    expect([begin('a', 0), begin('a', 0), begin('a', 0), begin('b', 0)]).toEqual([0, 0, 30, 0])
    expect(begin('a', 30_000)).toBe(0)
  })

  test('without a result, thirty in ten minutes, are followed by a wait', () => {
    const limit = createSearchLimit({ perMinute: 1000 })
    const begin = (now: number) =>
      retryAfterOf(() => {
        limit.checkSearch('a', now)
      })
    for (let at = 0; at < 30; at += 1) {
      expect(begin(at * 1000)).toBe(0)
      limit.recordMiss('a', `search ${at}`, at * 1000)
    }
    expect(begin(MINUTE)).toBe(540)
    expect(begin(10 * MINUTE - 1)).toBe(1)
    // The first is forgotten, and with each second another one.
    expect(begin(10 * MINUTE)).toBe(0)
    limit.recordMiss('a', 'another', 10 * MINUTE)
    expect(begin(10 * MINUTE)).toBe(1)
  })

  test('count once, however often the page is reloaded', () => {
    const limit = createSearchLimit({ perMinute: 1000, maxMisses: 2 })
    for (let time = 0; time < 10; time += 1) limit.recordMiss('a', 'first', time)
    limit.checkSearch('a', 10)
    limit.recordMiss('a', 'second', 10)
    expect(
      retryAfterOf(() => {
        limit.checkResult('a', 'third', 10)
      }),
    ).toBe(600)
    limit.checkResult('a', 'first', 10)
  })

  test('are forgotten when a client is evicted', () => {
    const limit = createSearchLimit({ perMinute: 1000, maxMisses: 1, maxClients: 2 })
    for (const client of ['a', 'b', 'c']) limit.recordMiss(client, 'x', 0)
    limit.checkSearch('a', 0)
    expect(
      retryAfterOf(() => {
        limit.checkSearch('c', 0)
      }),
    ).toBe(600)
  })
})

describe('a search without a match', () => {
  const miss = (limit: ReturnType<typeof createSearchLimit>, search: string, now: number) =>
    limit.recordMiss('a', search, now)
  const answer = (limit: ReturnType<typeof createSearchLimit>, search: string, now: number) =>
    retryAfterOf(() => limit.checkResult('a', search, now))

  test('is forgotten after ten minutes, and counts again if repeated', () => {
    const limit = createSearchLimit({ perMinute: 1000, maxMisses: 1 })
    miss(limit, 'first', 0)
    expect(answer(limit, 'other', 10 * MINUTE - 1)).toBe(1)
    expect(answer(limit, 'other', 10 * MINUTE)).toBe(0)
    miss(limit, 'first', 10 * MINUTE)
    expect(answer(limit, 'other', 10 * MINUTE)).toBe(600)
  })

  test('is not extended by reloads', () => {
    const limit = createSearchLimit({ perMinute: 1000, maxMisses: 1 })
    miss(limit, 'first', 0)
    miss(limit, 'first', 9 * MINUTE)
    expect(answer(limit, 'other', 10 * MINUTE)).toBe(0)
  })

  test('counts for its own client only', () => {
    const limit = createSearchLimit({ perMinute: 1000, maxMisses: 1 })
    miss(limit, 'first', 0)
    expect(retryAfterOf(() => limit.checkResult('b', 'other', 0))).toBe(0)
  })

  test('limits new searches, never reloads of its page', () => {
    const limit = createSearchLimit({ perMinute: 1000, maxMisses: 1 })
    miss(limit, 'first', 0)
    expect(answer(limit, 'first', 1)).toBe(0)
    expect(retryAfterOf(() => limit.checkSearch('a', 1))).toBe(600)
  })
})

test('keeps the misses of 5000 clients', () => {
  const limit = createSearchLimit({ perMinute: 1000, maxMisses: 1 })
  for (let client = 0; client <= 5000; client += 1) limit.recordMiss(String(client), 'x', 0)
  expect(retryAfterOf(() => limit.checkSearch('0', 0))).toBe(0)
  expect(retryAfterOf(() => limit.checkSearch('1', 0))).toBe(600)
})
