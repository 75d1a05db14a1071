import { describe, expect, test } from 'vitest'
import { isVisible } from '../../src/page/cells/visible-text.ts'
import { toInitials } from '../../src/page/model/initials.ts'

test.each([
  ['nothing', ''],
  ['spaces', ' \t\u00a0\u3000'],
  ['zero-width characters', '\u200b\u200c\u200d\u2060\ufeff'],
  ['Hangul fillers', '\u3164\u115f\u1160\uffa0'],
  ['Braille’s blank', '\u2800'],
  ['soft hyphens', '\u00ad\u00ad'],
  ['marks of direction', '\u200e\u200f\u202e\u2066\u2069'],
  ['variation selectors', '\ufe0f\ufe0e\u{e0100}'],
  ['tags', '\u{e0020}\u{e007f}'],
  ['control characters', '\u0001\u007f'],
  ['half a character', '\ud83c'],
  ['a mark on nothing', '\u0301'],
  ['60,000 of them', '\u3164'.repeat(60_000)],
])('finds nothing visible in %s', (_name, text) => {
  expect(isVisible(text)).toBe(false)
})

test.each(['A', '李', '🌸', '1\ufe0f\u20e3', '*', '\u200bA', '❤️', 'ليلى', '?'])(
  'finds %s visible',
  (text) => {
    expect(isVisible(text)).toBe(true)
  },
)

describe('initials', () => {
  test.each([
    ['Emma Johansson', 'EJ'],
    ['José', 'J'],
    ['José A\u0301lvarez'.normalize('NFD'), 'JÁ'],
    ['élodie'.normalize('NFD'), 'É'],
    ['e\u0323\u0301lo ade', 'Ẹ\u0301A'],
    ['n\u0308ame', 'N\u0308'],
    ['김철수'.normalize('NFD'), '철수'],
    ['がぎ'.normalize('NFD'), 'がぎ'],
    ['李继鹏', '继鹏'],
    ['नमिता शर्मा', 'न'],
    ['Jo\u00adsé Smith', 'JS'],
    ['Liu Trading (Guangzhou)', 'LT'],
    ['(only brackets)', 'OB'],
  ])('%s: %s', (name, initials) => {
    expect(toInitials(name)).toBe(initials)
  })

  test.each(['', '🌸', '\u3164', '【'.repeat(60_000)])(
    'returns no initial for a name without letters',
    (name) => {
      expect(toInitials(name)).toBeNull()
    },
  )
})
