import { expect, test } from 'vitest'
import { createTimeCells } from '../../src/page/cells/time-cells.ts'

/** Before, between and after the changes of the clock, in years far off, and on a day that an island left out. */
test.each([
  ['2026-03-08T06:59:59.999Z', 'America/New_York', 'Mar 8, 2026, 1:59 AM', '1:59:59 AM EST'],
  ['2026-03-08T07:00:00.000Z', 'America/New_York', 'Mar 8, 2026, 3:00 AM', '3:00:00 AM EDT'],
  ['2026-11-01T05:30:00.000Z', 'America/New_York', 'Nov 1, 2026, 1:30 AM', '1:30:00 AM EDT'],
  ['2026-11-01T06:30:00.000Z', 'America/New_York', 'Nov 1, 2026, 1:30 AM', '1:30:00 AM EST'],
  ['2020-03-01T20:30:00.000Z', 'Asia/Kolkata', 'Mar 2, 2020, 2:00 AM', '2:00:00 AM GMT+5:30'],
  ['2011-12-31T00:00:00.000Z', 'Pacific/Apia', 'Dec 31, 2011, 2:00 PM', '2:00:00 PM GMT+14'],
  ['2011-12-30T09:59:59.000Z', 'Pacific/Apia', 'Dec 29, 2011, 11:59 PM', '11:59:59 PM GMT-10'],
  ['1969-07-20T20:17:40.001Z', 'UTC', 'Jul 20, 1969, 8:17 PM', '8:17:40 PM UTC'],
])('%s is shown in the time of %s, exactly on hover', (iso, timeZone, shown, exact) => {
  const cell = createTimeCells('en', timeZone)('datetime')(new Date(iso))
  expect(cell).toMatchObject({ kind: 'time', datetime: iso })
  expect(cell.text.replace('\u202f', ' ')).toBe(shown)
  expect(cell.kind === 'time' && cell.exact.replace('\u202f', ' ')).toMatch(
    new RegExp(` at ${escape(exact)}$`),
  )
})

const escape = (text: string) => text.replaceAll('+', '\\+')

test('in Chinese', () => {
  const createMaker = createTimeCells('zh', 'Asia/Shanghai')
  const time = new Date('2020-03-01T20:30:00Z')
  const exact = expect.stringMatching(/^2020年3月2日星期一.*04:30:00/) as string
  expect(createMaker('datetime')(time)).toMatchObject({ text: '2020年3月2日 04:30', exact })
  expect(createMaker('time')(time)).toMatchObject({ text: '04:30', exact })
})
