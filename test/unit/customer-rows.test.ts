import type { FieldDef } from 'pg'
import { describe, expect, test } from 'vitest'
import { readChannels } from '../../src/customer/customer-query.ts'
import { firstRows, isId } from '../../src/customer/customer-rows.ts'
import { readStoredLink } from '../../src/customer/stored-link.ts'
import { parseQueryFile } from '../../src/customer/query-file/query-file.ts'

describe('rows of a customer lookup', () => {
  test('with the same id are one customer, shown by the first row', () => {
    const rows = [
      ['first', '7'],
      ['second', '7'],
      ['other', '8'],
    ]
    expect(firstRows(rows, 1)).toEqual([rows[0], rows[2]])
  })

  test('have the same id if it is equal as text', () => {
    expect(firstRows([[7], ['7'], [7n]], 0)).toEqual([[7]])
  })

  test('without a usable id never count as one customer', () => {
    const rows = [[true], [true], [null], [null]]
    expect(firstRows(rows, 0)).toEqual(rows)
  })

  test.each([7, 'C-7', ''])('may have the id %j', (id) => expect(isId(id)).toBe(true))
  test('may have a bigint id', () => expect(isId(7n)).toBe(true))
  test.each([null, undefined, true, ['7'], { id: 7 }, new Date(0)])('cannot have the id %j', (id) =>
    expect(isId(id)).toBe(false),
  )
})

describe('the link of a customer', () => {
  const AT = new Date('2026-03-01T10:00:00Z')
  const read = (row: Record<string, unknown>) =>
    readStoredLink(
      Object.keys(row).map((name) => ({ name }) as FieldDef),
      [Object.values(row)],
    )

  test.each(['agent', 'proof'] as const)('has its source %s, author and time', (source) => {
    const row = { id: 7, link_source: source, linked_by: 'Mei', linked_at: AT }
    expect(read(row)).toEqual({ source, by: 'Mei', at: AT })
  })

  test.each(['import', '', null, 1, undefined])('cannot be undone if its source is %j', (source) => {
    expect(read({ link_source: source, linked_by: 'Mei', linked_at: AT })).toBeNull()
  })

  test('may lack agent and time', () => {
    const nothing = { source: 'agent', by: null, at: null }
    expect(read({ link_source: 'agent' })).toEqual(nothing)
    expect(read({ link_source: 'agent', linked_by: '', linked_at: null })).toEqual(nothing)
    expect(read({ link_source: 'agent', linked_by: 7, linked_at: '2026-03-01' })).toEqual(nothing)
  })

  test('is that of the first customer only', () => {
    const fields = [{ name: 'link_source' }] as FieldDef[]
    expect(readStoredLink(fields, [[null], ['agent']])).toBeNull()
    expect(readStoredLink(fields, [])).toBeNull()
  })

  test('is read from the last of two columns with the same name', () => {
    const fields = ['link_source', 'link_source'].map((name) => ({ name }) as FieldDef)
    expect(readStoredLink(fields, [['agent', 'proof']])?.source).toBe('proof')
  })
})

describe('the channels in which a customer has the visitor id', () => {
  const { file } = parseQueryFile('customer.sql', 'select id from customers')
  const read = (rows: unknown[][], channelsAt: number) =>
    readChannels({ customers: { file, columns: [], rows, isCutOff: false }, channelsAt })

  test('are those of all rows, each text or an array of text', () => {
    const rows = [[7, 'web'], [7, ['app', 'wechat']], [7, null], [7, 3], [7]]
    expect(read(rows, 1)).toEqual(['web', 'app', 'wechat'])
  })

  test('may be an array of an enum, which the driver does not parse', () => {
    expect(
      read(
        [
          [7, '{app,wechat}'],
          [7, '{web}'],
          [7, '{}'],
          [7, '{'],
        ],
        1,
      ),
    ).toEqual([...['app', 'wechat', 'web', '{}', '{']])
  })

  test('are unknown if the file does not return them, which is not the same as none', () => {
    expect(read([[7]], -1)).toBeNull()
    expect(read([[7, null]], 1)).toEqual([])
  })
})
