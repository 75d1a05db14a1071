import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { createTimeCells } from '../../src/page/cells/time-cells.ts'

/** Before, between and after the changes of the clock, in years far off, and on a day that an island left out. */
test.each([
  ['2026-03-08T06:59:59.999Z', 'America/New_York', 'Mar 8, 2026, 1:59 AM', '1:59:59 AM EST', ''],
  ['2026-03-08T07:00:00.000Z', 'America/New_York', 'Mar 8, 2026, 3:00 AM', '3:00:00 AM EDT', ''],
  ['2026-11-01T05:30:00.000Z', 'America/New_York', 'Nov 1, 2026, 1:30 AM', '1:30:00 AM EDT', ''],
  ['2026-11-01T06:30:00.000Z', 'America/New_York', 'Nov 1, 2026, 1:30 AM', '1:30:00 AM EST', ''],
  ['2020-03-01T20:30:00.000Z', 'Asia/Kolkata', 'Mar 2, 2020, 2:00 AM', '2:00:00 AM', 'GMT+5:30'],
  ['2011-12-31T00:00:00.000Z', 'Pacific/Apia', 'Dec 31, 2011, 2:00 PM', '2:00:00 PM', 'GMT+14'],
  ['2011-12-30T09:59:59.000Z', 'Pacific/Apia', 'Dec 29, 2011, 11:59 PM', '11:59:59 PM GMT-10', ''],
  ['1969-07-20T20:17:40.001Z', 'UTC', 'Jul 20, 1969, 8:17 PM', '8:17:40 PM', 'UTC'],
])(
  'shows %s in the zone %s, exactly on hover; with the zone for times of day, and on days of clock changes',
  (iso, timeZone, shown, exact, zone) => {
    // A year is shown where it is not this one.
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2030-06-01T00:00:00Z') })
    onTestFinished(() => {
      vi.useRealTimers()
    })
    const createMaker = createTimeCells('en', timeZone)
    const read = (display: 'datetime' | 'time') => {
      const cell = createMaker(display)(new Date(iso))
      if (cell.kind !== 'time') throw new Error(cell.kind)
      const spaced = (text: string | null) => text?.replace('\u202f', ' ') ?? ''
      return { ...cell, text: spaced(cell.text), exact: spaced(cell.exact) }
    }
    const cell = read('datetime')
    expect(cell).toMatchObject({ text: shown, datetime: iso.replace('.000Z', 'Z') })
    expect(cell.exact.endsWith(`, ${exact}`)).toBe(true)
    expect(read('time').exact).toBe(`${cell.exact} ${zone}`.trim())
  },
)

test('shows times in Chinese', () => {
  const createMaker = createTimeCells('zh', 'Asia/Shanghai')
  const time = new Date('2020-03-01T20:30:00Z')
  const exact = expect.stringMatching(/^2020年3月2日周一.*04:30:00/) as string
  expect(createMaker('datetime')(time)).toMatchObject({ text: '2020年3月2日 04:30', exact })
  expect(createMaker('time')(time)).toMatchObject({ text: '04:30', exact })
})

describe('a date is as short as it is clear, in the days of its zone', () => {
  beforeEach(() => {
    // Already the 27th in Shanghai, and the 26th in New York.
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-26T18:00:00Z') })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test.each([
    ['today', '2026-11-27', 'Nov 27', '11月27日'],
    ['tomorrow', '2026-11-28', 'Sat, Nov 28', '11月28日周六'],
    ['in six days', '2026-12-03', 'Thu, Dec 3', '12月3日周四'],
    ['in a week', '2026-12-04', 'Dec 4', '12月4日'],
    ['yesterday', '2026-11-26', 'Nov 26', '11月26日'],
    ['the first day of this year', '2026-01-01', 'Jan 1', '1月1日'],
    ['the last day of the last one', '2025-12-31', 'Dec 31, 2025', '2025年12月31日'],
    ['next year', '2027-01-01', 'Jan 1, 2027', '2027年1月1日'],
  ])('%s', (_day, date, english, chinese) => {
    for (const [language, expected] of [
      ['en', english],
      ['zh', chinese],
    ] as const) {
      // prettier-ignore
      const makeCell = createTimeCells(language, 'Asia/Shanghai')('date')
      expect([date, makeCell(date).text]).toEqual([date, expected])
      for (const clock of ['00:00:00', '23:59:59'])
        expect([clock, makeCell(new Date(`${date}T${clock}+08:00`)).text]).toEqual([clock, expected])
    }
  })

  test.each([
    ['in six days', '2026-12-03 09:05:00', 'Thu, Dec 3, 9:05 AM', '12月3日周四 09:05'],
    ['this year', '2026-01-01 00:00:00', 'Jan 1, 12:00 AM', '1月1日 00:00'],
    ['last year', '2025-12-31 23:59:59', 'Dec 31, 2025, 11:59 PM', '2025年12月31日 23:59'],
    ['next year', '2027-01-01 00:00:00', 'Jan 1, 2027, 12:00 AM', '2027年1月1日 00:00'],
  ])('also with its time, %s', (_day, wall, english, chinese) => {
    for (const [language, expected] of [
      ['en', english],
      ['zh', chinese],
    ] as const) {
      const createMaker = createTimeCells(language, 'Asia/Shanghai')
      const texts = [createMaker('datetime')(wall), createMaker('datetime', 'Asia/Shanghai')(wall)]
      expect(texts.map(({ text }) => text.replace('\u202f', ' '))).toEqual([expected, expected])
    }
  })

  test('uses the day in New York', () => {
    const makeCell = createTimeCells('en', 'America/New_York')('date')
    expect([makeCell('2026-11-27').text, makeCell('2026-12-02').text, makeCell('2026-12-03').text]).toEqual([
      ...['Fri, Nov 27', 'Wed, Dec 2', 'Dec 3'],
    ])
  })

  test('updates relative days while the server runs', () => {
    const makeCell = createTimeCells('en', 'UTC')('date')
    expect(makeCell('2026-11-27').text).toBe('Fri, Nov 27')
    vi.setSystemTime(new Date('2026-11-27T00:00:00Z'))
    expect(makeCell('2026-11-27').text).toBe('Nov 27')
    vi.setSystemTime(new Date('2027-01-01T00:00:00Z'))
    expect(makeCell('2026-11-27').text).toBe('Nov 27, 2026')
  })
})
