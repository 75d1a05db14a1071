import { expect, test } from 'vitest'
import { parseQuery, toReturnTarget } from '../../src/visit/query-string.ts'

const targetOf = (query: string, hasChanged = true) =>
  toReturnTarget(`/agent/?${query}`, parseQuery(`/?${query}`), hasChanged)

test('keeps a query without repairs as sent, up to 3,000 characters', () => {
  const longest = `visitorImId=a&x=%61${'y'.repeat(2979)}`
  expect(targetOf(longest, false)).toEqual({ target: `/?${longest}`, dropped: 0 })
  expect(targetOf(`${longest}y`, false)).toEqual({ target: '/?visitorImId=a', dropped: 1 })
})

test('rewrites a repaired query', () => {
  expect(targetOf('visitorImId=%61&x=1+2')).toEqual({ target: '/?visitorImId=a&x=1+2', dropped: 0 })
})

test('gives precedence to ids, then the console’s texts, then custom parameters in the order sent', () => {
  const [custom, text] = ['c'.repeat(1600), 't'.repeat(1600)]
  expect(targetOf(`x=${custom}&nickname=${text}&visitorImId=a&y=1`)).toEqual({
    target: `/?nickname=${text}&visitorImId=a&y=1`,
    dropped: 1,
  })
  expect(targetOf(`nickname=${text}&ssid=${custom}&visitorImId=a`)).toEqual({
    target: `/?ssid=${custom}&visitorImId=a`,
    dropped: 0,
  })
})

test('includes the visitor’s id, however long', () => {
  const id = 'a'.repeat(3000)
  expect(targetOf(`visitorImId=${id}&x=1`)).toEqual({ target: `/?visitorImId=${id}`, dropped: 1 })
})

test('counts only custom parameters with content as dropped', () => {
  const long = 'c'.repeat(3000)
  expect(targetOf(`visitorImId=a&x=${long}&desc=${long}&y=${long}`).dropped).toBe(2)
  const absent = Array.from({ length: 400 }, (_, at) => `parameter${String(at)}=(null)`).join('&')
  expect(targetOf(`visitorImId=a&${absent}`).dropped).toBe(0)
})
