import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createTimeFormat, toIsoTime } from '../../src/page/cells/time-format.ts'
import { createClock } from '../../src/page/cells/time-zone.ts'

const STYLES = {
  exact: { dateStyle: 'full', timeStyle: 'long' },
  short: { dateStyle: 'medium', timeStyle: 'short' },
  clock: { timeStyle: 'short' },
  day: { month: 'short', day: 'numeric' },
  shortest: { dateStyle: 'short' },
} satisfies Record<string, Intl.DateTimeFormatOptions>
const ZONES = [
  'UTC',
  'Asia/Shanghai',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Apia',
]

/** Days on which clocks were put forward or back, or a day was left out, and any other. */
const times = fc.oneof(
  fc.integer({ min: Date.UTC(1940, 0, 1), max: Date.UTC(2100, 0, 1) }),
  fc.integer({ min: Date.UTC(2026, 2, 6), max: Date.UTC(2026, 2, 10) }),
  fc.integer({ min: Date.UTC(2026, 9, 31), max: Date.UTC(2026, 10, 3) }),
  fc.integer({ min: Date.UTC(2011, 11, 28), max: Date.UTC(2012, 0, 1) }),
)

describe.each(['en', 'zh'] as const)('times in %s', (language) => {
  describe.each(ZONES)('in %s', (timeZone) => {
    test.each(Object.entries(STYLES))('%s is what Intl writes', (_name, options) => {
      const intl = new Intl.DateTimeFormat(language, { ...options, timeZone })
      const clock = createClock(timeZone)
      const fast = createTimeFormat(language, timeZone, options)
      fc.assert(
        fc.property(times, (time) => {
          // Twice: made, and taken from what was kept.
          expect(fast(clock(new Date(time)))).toBe(intl.format(time))
          expect(fast(clock(new Date(time + 1)))).toBe(intl.format(time + 1))
        }),
        { numRuns: 300 },
      )
    })
  })
})

test('a machine reads what toISOString writes, in any year', () => {
  const clock = createClock('UTC')
  const years = fc.oneof(times, fc.integer({ min: -8.64e15, max: 8.64e15 }))
  fc.assert(
    fc.property(years, (time) => {
      for (const other of [time, time - (time % 1000), Math.min(time + 1, 8.64e15)]) {
        expect(toIsoTime(clock(new Date(other)))).toBe(new Date(other).toISOString())
      }
    }),
    { numRuns: 2000 },
  )
})
