import { describe, expect, test } from 'vitest'
import { DISPLAYS, NO_FORMAT } from '../../src/customer/query-file/column-format.ts'
import { createCellMakers } from '../../src/page/cells/cell-makers.ts'
import { isVisible } from '../../src/page/cells/visible-text.ts'
import { createCellWriter } from '../../src/page/html/cell-html.ts'
import { createTextWriters } from '../../src/page/html/html-text.ts'
import { TEXTS as PAGE_TEXTS } from '../../src/page/texts/texts.ts'
import { toInitials } from '../../src/page/model/initials.ts'
import { toChannel } from '../../src/visit/channel.ts'
import { toLanguage } from '../../src/languages.ts'
import { hasControlCharacter, isAbsent } from '../../src/visit/text.ts'
import { measureGrowth, MOST_GROWTH } from '../support/growth.ts'

const fill = (part: string, length: number) => part.repeat(length / part.length)

/** Texts by which an expression that goes back is slow. */
const TEXTS: [string, (length: number) => string][] = [
  ...['【', '(', '()', '(0)', '+', '-', '/', '.', '_', '@', ':', '"', '&', '<'].map((part) => part),
  ...[' ', '\n', '\t', '1', '0', '1 ', '1-', '1/', '1.', '+1', '-1', '0 (', 'a', 'aA', 'a@', 'a b '],
  ...['李', '김', 'が', 'ل', '🌸', '\ud83c', '\u0301', '\u1100', '\u3164', '\u200b', '\u2800', '\u00ad'],
].map((part) => [JSON.stringify(part), (length) => fill(part, length)])
TEXTS.push(
  ['one letter and marks', (length) => `e${fill('\u0323\u0301', length)}`],
  ['a number and a letter', (length) => `${fill('1', length)}a`],
  ['zeros before a digit', (length) => `0.${fill('0', length)}1`],
  ['zeros between digits', (length) => `0.1${fill('0', length)}1`],
  ['a number in groups and a letter', (length) => `+${fill('12 ', length)}a`],
  ['an address of letters', (length) => `https://${fill('a', length)}`],
  ['an address of dots', (length) => `https://${fill('.', length)}`],
  ['an address of labels', (length) => `https://${fill('a.', length)}`],
  ['an address in Chinese', (length) => `https://${fill('中', length)}`],
  ['an address with escapes', (length) => `https://a/${fill('%41', length)}`],
  ['an e-mail address', (length) => `${fill('a', length)}@${fill('b', length)}`],
  ['an e-mail address and a space', (length) => `${fill('a', length)}@${fill('b', length)} `],
  ['a date with much behind', (length) => `2026-11-18${fill(' ', length)}x`],
)

const makers = createCellMakers('en', 'Asia/Shanghai')
const writers = createTextWriters('zh')
const { bdi, labelLang } = writers
const toHtml = createCellWriter(PAGE_TEXTS.zh, writers)

function show(display: (typeof DISPLAYS)[number] | null, value: unknown): void {
  const format = { ...NO_FORMAT, display, argument: 'USD', copy: true }
  const cell = makers(25, format)(value, display === 'link' ? value : undefined)
  toHtml(cell)
}

const USES: [string, (text: string) => unknown][] = [
  ...[null, ...DISPLAYS].map((display): [string, (text: string) => unknown] => [
    `shown as ${String(display)}`,
    (text) => {
      for (const value of [text, { [text]: text }, [text]]) show(display, value)
    },
  ]),
  ['initials', toInitials],
  ['visible or not', isVisible],
  ['a text of the page', bdi],
  ['a label', labelLang],
  ['a language', toLanguage],
  ['searched for control characters', hasControlCharacter],
  ['absent or not', isAbsent],
  [
    'the hints of a channel',
    (text) => toChannel({ originType: text, agentId: text, tenantId: text, visitorImId: text, to: text }),
  ],
]

describe.each(TEXTS)('%s takes time linear in its length', (_name, make) => {
  test.each(USES)('as %s', (_use, use) => {
    expect(measureGrowth(use, make)).toBeLessThan(MOST_GROWTH)
  })
})

test.each([null, ...DISPLAYS])('formats arrays and objects in time linear in their size: %s', (display) => {
  const toNames = (length: string) => Array.from({ length: Number(length) }, (_, index) => String(index))
  const growth = measureGrowth((length) => {
    const many = toNames(length)
    show(display, many)
    show(display, Object.fromEntries(many.map((name) => [name, name])))
  }, String)
  expect(growth).toBeLessThan(MOST_GROWTH)
})
