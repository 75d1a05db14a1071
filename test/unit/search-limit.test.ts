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

  test('of evicted clients are forgotten in their favour', () => {
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
