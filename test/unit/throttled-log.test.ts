import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createThrottledLog } from '../../src/logging/throttled-log.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function start() {
  const lines: [number, string][] = []
  const event = createThrottledLog((count, latest: string) => lines.push([count, latest]))
  return { lines, ...event }
}

test('logs the first event at once', () => {
  const { lines, record } = start()
  record('a')
  expect(lines).toEqual([[1, 'a']])
})

test('logs the events of a second in one line, with their count and the latest one’s details', () => {
  const { lines, record } = start()
  for (const details of ['a', 'b', 'c']) record(details)
  vi.advanceTimersByTime(1000)
  expect(lines).toEqual([
    [1, 'a'],
    [2, 'c'],
  ])
})

test('writes at most 9 lines for 30,000 events in 8 seconds, and counts all', () => {
  const { lines, record } = start()
  for (let ms = 0; ms < 8000; ms += 1) {
    for (let at = 0; at < 4; at += 1) record('x')
    vi.advanceTimersByTime(1)
  }
  vi.advanceTimersByTime(2000)
  expect(lines.length).toBeLessThanOrEqual(9)
  expect(lines.reduce((sum, [count]) => sum + count, 0)).toBe(32_000)
})

test('logs the next event after a quiet second at once', () => {
  const { lines, record } = start()
  record('a')
  vi.advanceTimersByTime(1500)
  record('b')
  expect(lines).toEqual([
    [1, 'a'],
    [1, 'b'],
  ])
})

test('loses no count at a stop', () => {
  const { lines, record, flush } = start()
  for (const details of ['a', 'b', 'c']) record(details)
  flush()
  flush()
  expect(lines).toEqual([
    [1, 'a'],
    [2, 'c'],
  ])
})
