import { expect, test } from 'vitest'
import { toMatchedParts } from '../../src/page/model/matched-parts.ts'

const marked = (text: string, typed: string) =>
  toMatchedParts(text, typed)
    .map((part) => (part.isMatched ? `[${part.text}]` : part.text))
    .join('')

test.each([
  ['a word', 'Emma Johansson', 'johansson', 'Emma [Johansson]'],
  ['words in another order', 'Emma Johansson', 'johansson emma', '[Emma] [Johansson]'],
  ['a part of a word', 'Emma Johansson', 'hans', 'Emma Jo[hans]son'],
  ['a word that begins another one', 'Annabel', 'anna annabel', '[Annabel]'],
  ['Chinese', '李继鹏', '继鹏', '李[继鹏]'],
  ['full-width letters', 'Emma', 'Ｅｍｍａ', '[Emma]'],
  ['nothing of it', 'Emma', 'EJ-4107', 'Emma'],
  ['nothing typed', 'Emma', ' ', 'Emma'],
  [
    'what means something in a pattern',
    'Emma (a.b*) [c-d] {2}|^$\\',
    '(a.b*) [c-d] {2}|^$\\',
    'Emma [(a.b*)] [[c-d]] [{2}|^$\\]',
  ],
  ['a pattern that would match all', 'Emma', '.*', 'Emma'],
  ['half of a pair', '😀 Emma', '\ud83d', '😀 Emma'],
])('%s', (_name, text, typed, expected) => {
  expect(marked(text, typed)).toBe(expected)
})
