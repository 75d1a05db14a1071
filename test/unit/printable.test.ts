import { expect, test } from 'vitest'
import { hasControlCharacter, hasUnprintable, isAbsent, toPrintable } from '../../src/visit/text.ts'

const code = (at: number) => String.fromCharCode(at)

test('counts ASCII controls, DEL and C1 as control characters, and all but tabs and line breaks as unprintable', () => {
  for (let at = 0; at < 0x100; at += 1) {
    const isControl = at < 0x20 || (at >= 0x7f && at < 0xa0)
    const text = `a${code(at)}b`
    expect([at, hasControlCharacter(text)]).toEqual([at, isControl])
    expect([at, hasUnprintable(text)]).toEqual([at, isControl && !'\t\n\r'.includes(code(at))])
  }
})

test.each([
  ['a\0b\x07c', 10, 'a b c'],
  ['a\r\nb\rc\nd\te', 20, 'a\nb\nc\nd\te'],
  ['abc', 3, 'abc'],
  ['abcd', 3, 'abc…'],
  ['ab🎂', 4, 'ab🎂'],
  ['ab🎂', 3, 'ab…'],
  ['🎂🎂c', 4, '🎂🎂…'],
])('truncates %j to %i characters: %j', (text, limit, shown) => {
  expect(toPrintable(text, limit)).toBe(shown)
})

test('counts only empty, `(null)` and `undefined` as missing', () => {
  for (const text of ['', '(null)', 'undefined']) expect(isAbsent(text)).toBe(true)
  for (const text of [' ', 'null', '(null) ', 'Undefined']) expect(isAbsent(text)).toBe(false)
})
