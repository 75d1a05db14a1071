import { describe, expect, test } from 'vitest'
import { withSource } from '../../src/customer/error-source.ts'
import {
  toLookupParameters,
  toValues,
  withoutVisitor,
  type LookupParameters,
} from '../../src/customer/lookup-parameters.ts'
import { parseQueryFile } from '../../src/customer/query-file/query-file.ts'
import { QueryError } from '../../src/database/query-error.ts'
import { createVisitReader } from '../../src/visit/read-visit.ts'
import { createValueDecryptor } from '../../src/visit/value-decryptor.ts'
import { NOBODY } from '../support/queries.ts'

const visitor: LookupParameters = {
  visitorImId: 'v',
  channel: 'web',
  easemobId: 'e',
  to: 't',
  tenantId: '1',
  agentId: '2',
  userId: '3',
  lang: 'en',
  verifiedUserId: 'u',
  sent: new Map([['orderNo', 'A-1']]),
}

test('passes nothing of the visitor to the query of an opened page', () => {
  expect(withoutVisitor(visitor)).toEqual({
    visitorImId: null,
    channel: 'web',
    easemobId: null,
    to: null,
    tenantId: '1',
    agentId: '2',
    userId: null,
    lang: 'en',
    verifiedUserId: null,
    sent: new Map(),
  })
})

describe('a query receives', () => {
  const read = createVisitReader({ mode: 'off', decrypt: createValueDecryptor([]) })
  const QUERY =
    '/?visitorImId=v&originType=app&easemobId=e&to=t&tenantId=1&agentId=2&userId=3&lang=zh-CN&email=mei@shop.example'

  test('visitor, channel, agent and the page’s language; and no unproved customer number', () => {
    expect(toLookupParameters(read(QUERY), 'en')).toEqual({
      ...visitor,
      channel: 'app',
      verifiedUserId: null,
      sent: new Map(),
    })
  })

  test('the reliable custom parameters', () => {
    const { sent } = toLookupParameters(read(`${QUERY}&sku=A-1&page=a&page=a&cart=1&cart=2`), 'en')
    expect(sent).toEqual(
      new Map([
        ['sku', 'A-1'],
        ['page', 'a'],
      ]),
    )
  })
})

describe('the values of a query', () => {
  const valuesOf = (sql: string, parameters: LookupParameters, customerId: string | null) =>
    toValues(parseQueryFile('panels/a.sql', sql).file, parameters, customerId)

  test('are in its order, with each custom parameter under its name', () => {
    const sql = 'select :lang, :sent.orderNo, :customerId, :visitorImId, :sent.other, :lang'
    expect(valuesOf(sql, visitor, '7')).toEqual(['en', 'A-1', '7', 'v', null])
  })

  test('are null if nothing was sent', () => {
    expect(valuesOf('select :sent.orderNo, :customerId', NOBODY, null)).toEqual([null, null])
  })

  test('never confuse a custom parameter with one of the console or the customer', () => {
    const sent = new Map([['customerId', '8']])
    expect(valuesOf('select :customerId, :sent.customerId', { ...visitor, sent }, '7')).toEqual(['7', '8'])
  })
})

describe('an error in a query has its file', () => {
  const { file } = parseQueryFile('panels/a.sql', "-- title: 订单 😀\nselect '😀',\n nothing")
  const sourceOf = (at: number | null) => {
    const error = Object.assign(new QueryError(new TypeError('x')), { position: at })
    return withSource(error, file).source
  }

  test('and the line, as Postgres counts characters, not UTF-16 units', () => {
    const before = Array.from(file.text.slice(0, file.text.indexOf('nothing'))).length
    expect(sourceOf(before + 1)).toEqual({ file: 'panels/a.sql', line: 3 })
    const quote = Array.from(file.text.slice(0, file.text.indexOf("'😀'"))).length
    expect(sourceOf(quote + 1)).toEqual({ file: 'panels/a.sql', line: 2 })
  })

  test('but no line if Postgres gives none', () => {
    expect(sourceOf(null)).toEqual({ file: 'panels/a.sql', line: null })
  })
})
