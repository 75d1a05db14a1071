import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createLimitedEvent } from '../../src/logging/limited-event.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function start() {
  const lines: [number, string][] = []
  const event = createLimitedEvent((count, latest: string) => lines.push([count, latest]))
  return { lines, ...event }
}

test('the first event is logged at once', () => {
  const { lines, happened } = start()
  happened('a')
  expect(lines).toEqual([[1, 'a']])
})

test('whatever comes within a second is one line, with its count and the details of the latest', () => {
  const { lines, happened } = start()
  for (const details of ['a', 'b', 'c']) happened(details)
  vi.advanceTimersByTime(1000)
  expect(lines).toEqual([
    [1, 'a'],
    [2, 'c'],
  ])
})

test('30,000 events in 8 seconds are at most 9 lines, and all of them are counted', () => {
  const { lines, happened } = start()
  for (let ms = 0; ms < 8000; ms += 1) {
    for (let at = 0; at < 4; at += 1) happened('x')
    vi.advanceTimersByTime(1)
  }
  vi.advanceTimersByTime(2000)
  expect(lines.length).toBeLessThanOrEqual(9)
  expect(lines.reduce((sum, [count]) => sum + count, 0)).toBe(32_000)
})

test('after a quiet second the next event is logged at once again', () => {
  const { lines, happened } = start()
  happened('a')
  vi.advanceTimersByTime(1500)
  happened('b')
  expect(lines).toEqual([
    [1, 'a'],
    [1, 'b'],
  ])
})

test('a stop loses no count', () => {
  const { lines, happened, flush } = start()
  for (const details of ['a', 'b', 'c']) happened(details)
  flush()
  flush()
  expect(lines).toEqual([
    [1, 'a'],
    [2, 'c'],
  ])
})
