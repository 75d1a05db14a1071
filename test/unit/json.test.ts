import { expect, test } from 'vitest'
import { parseJson } from '../../src/database/json.ts'
import { toText } from '../../src/page/cells/to-text.ts'

test.each([
  ['1234567890123456789', '1234567890123456789'],
  ['1.10', '1.10'],
  ['-0', '-0'],
  ['-1.5E+400', '-1.5E+400'],
  ['"1.10"', '1.10'],
  ['"text"', 'text'],
  ['true', true],
  ['null', null],
  ['{"a":1.10,"b":[1,-2.50,null,{"c":3e5}]}', { a: '1.10', b: ['1', '-2.50', null, { c: '3e5' }] }],
  ['{"say \\"5\\" 6":"x\\\\","7":8}', { 'say "5" 6': 'x\\', '7': '8' }],
  ['"\\u00315 \\\\\\" 6"', '15 \\" 6'],
  ['{"a":1,"a":2}', { a: '2' }],
  [' [ 1 , 2 ] ', ['1', '2']],
])('reads numbers of %s as text with all digits', (json, value) => {
  expect(parseJson(json)).toEqual(value)
})

test('treats names of Object.prototype as ordinary keys', () => {
  const value = parseJson('{"__proto__":{"polluted":1},"constructor":2}') as object
  expect(Object.keys(value)).toEqual(['__proto__', 'constructor'])
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
  expect({}).not.toHaveProperty('polluted')
})

test.each([
  ['deep', `${'['.repeat(100_000)}1${']'.repeat(100_000)}`],
  ['a long text', `["${'x'.repeat(20_000_000)}",1]`],
  ['a text with many escapes', `["${'\\"'.repeat(1_000_000)}",1]`],
  ['many numbers', `[${'1.50,'.repeat(300_000)}1]`],
])('parses JSON of any size: %s', (_what, json) => {
  expect(parseJson(json)).toBeInstanceOf(Array)
})

test.each([
  [
    'beside texts',
    '[1.10,-2,"007","a",{"5":"6","b":"say \\"5"}]',
    '[1.10,-2,"007","a",{"5":6,"b":"say \\"5"}]',
  ],
  ['beside an escape', '[["1,\\"2"],3]', '[["1,\\"2"],3]'],
])('shows numbers in JSON without quotation marks: %s', (_where, json, text) => {
  expect(toText(parseJson(json))).toBe(text)
})

test('shows JSON that is too deep for the engine as an ellipsis', () => {
  const json = `${'['.repeat(10_000)}1${']'.repeat(10_000)}`
  // The engine of Node 26 has no such limit.
  expect([json, '…']).toContain(toText(parseJson(json)))
})
