import type { FieldDef } from 'pg'
import { expect, test } from 'vitest'
import { findUnfitFormats } from '../../src/customer/check/format-types.ts'
import { findUnfitAlerts } from '../../src/customer/check/unfit-alerts.ts'
import { parseQueryFile } from '../../src/customer/query-file/query-file.ts'

const [BOOL, INT4, TEXT, JSONB, DATE, INTERVAL, NUMERIC, MONEY, TIME, INT_ARRAY] = [
  16, 23, 25, 3802, 1082, 1186, 1700, 790, 1083, 1007,
]

/** The warnings about a column `at` with these formats. */
function warningsOf(formats: string, dataTypeID: number) {
  const { file } = parseQueryFile('panels/a.sql', `-- column at: At | 时 | ${formats}\nselect 1 as at`)
  const fields = [{ name: 'at', dataTypeID } as FieldDef]
  return [...findUnfitFormats(file, fields), ...findUnfitAlerts(file, fields)]
}

const UNFIT = (display: string) =>
  `panels/a.sql:1: the type of the column at does not fit the format ${display}; it is shown as it is`

test.each([
  ['datetime', INT4, ': seconds since 1970 become a time by to_timestamp(at)'],
  [
    'ago',
    NUMERIC,
    ': seconds since 1970 become a time by to_timestamp(at), milliseconds by to_timestamp(at / 1000.0)',
  ],
  ['json', TEXT, ': cast it to jsonb, as in at::jsonb'],
  ['json', DATE, ''],
  ['rows', TEXT, ': cast it to jsonb, as in at::jsonb'],
  ['json', TEXT, ': cast it to jsonb, as in at::jsonb'],
  ['percent', DATE, ''],
  ['date', BOOL, ''],
  ['rows', INT4, ''],
])('reports an unfit format with a remedy: %s on %i', (display, type, remedy) => {
  expect(warningsOf(display, type)).toEqual([UNFIT(display) + remedy])
})

test('names a column in a remedy as SQL does', () => {
  const { file } = parseQueryFile('a.sql', '-- column "Sent ""At""": At | 时 | ago\nselect 1')
  const field = { name: 'Sent "At"', dataTypeID: INT4 } as FieldDef
  expect(findUnfitFormats(file, [field])).toEqual([
    expect.stringMatching(/ by to_timestamp\("Sent ""At"""\)$/),
  ])
})

test.each([
  ['badge(1=bad) alert', INT4, 'badge is not highlighted'],
  ['link(https://x.example/{at}) alert', INT4, 'link is not highlighted'],
  ['mask alert(< 0)', NUMERIC, 'a masked value is not highlighted'],
  ['alert', JSONB, 'only single values are highlighted'],
  ['alert(> 1)', INT_ARRAY, 'only single values are highlighted'],
  ['alert(< 0)', MONEY, 'only numbers are compared; cast it to numeric'],
  ['duration alert(> 30)', INTERVAL, 'only numbers are compared; cast it to numeric'],
  ['alert(= 1)', BOOL, 'only numbers are compared; cast it to numeric'],
  ['alert(overdue)', INT4, 'overdue needs a date, or a date and time'],
  ['alert(overdue)', TIME, 'overdue needs a date, or a date and time'],
])('reports an alert that cannot highlight anything: %s on %i', (formats, type, reason) => {
  expect(warningsOf(formats, type)).toEqual([
    `panels/a.sql:1: alert has no effect on the column at: ${reason}`,
  ])
})

test.each([
  ['alert', INT4],
  ['alert', MONEY],
  ['alert', INTERVAL],
  ['boolean alert', BOOL],
  ['money(CNY) alert(< 0)', NUMERIC],
  ['alert(> 3)', TEXT],
  ['date alert(overdue)', DATE],
  ['datetime alert(overdue)', TEXT],
  ['badge(1=bad)', INT4],
])('accepts an alert that can highlight a value: %s on %i', (formats, type) => {
  expect(warningsOf(formats, type)).toEqual([])
})

test.each([
  ['badge(1=bad)', TEXT],
  ['phone', TEXT],
  ['email', TEXT],
  ['tags', TEXT],
  ['json', JSONB],
  ['rows', JSONB],
  ['image(https://x.example/{at})', TEXT],
])('reports an alert beside a format that ignores it: %s', (format, type) => {
  expect(warningsOf(`${format} alert`, type)).toEqual([
    expect.stringMatching(new RegExp(` ${format.replace(/\(.*/, '')} is not highlighted$`)),
  ])
})
