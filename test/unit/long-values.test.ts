import { describe, expect, test } from 'vitest'
import { DISPLAYS } from '../../src/customer/column-format.ts'
import { createCellMakers } from '../../src/page/cells/cell-makers.ts'
import { isVisible } from '../../src/page/cells/visible-text.ts'
import { createCellWriter } from '../../src/page/html/cell-html.ts'
import { createTextWriters } from '../../src/page/html/html-text.ts'
import { TEXTS as PAGE_TEXTS } from '../../src/page/texts/texts.ts'
import { toInitials } from '../../src/page/model/initials.ts'
import { toChannel } from '../../src/visit/channel.ts'
import { toLanguage } from '../../src/visit/language.ts'
import { hasControlCharacter, isAbsent } from '../../src/visit/text.ts'

/** UTF-16 units. */
const LENGTH = 60_000
const ENOUGH_MS = 200

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
  const format = {
    display,
    argument: 'USD',
    tones: new Map(),
    copy: true,
    mask: false,
    secret: false,
    alert: false,
  }
  const cell = makers(25, format)(value, display === 'link' ? value : undefined)
  toHtml(cell)
}

function measure(run: () => void): number {
  // The processor's time, or a busy machine would be taken for a slow expression.
  const started = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(started)
  return (user + system) / 1000
}

describe.each(TEXTS)(`${String(LENGTH)} characters of %s`, (_name, make) => {
  const text = make(LENGTH)

  test.each([null, ...DISPLAYS])('are soon shown as %s', (display) => {
    for (const value of [text, { [text]: text }, [text]])
      expect(measure(() => show(display, value))).toBeLessThan(ENOUGH_MS)
  })

  test('are soon a name, a label and a parameter', () => {
    const uses = [toInitials, isVisible, bdi, labelLang, toLanguage, hasControlCharacter, isAbsent]
    for (const use of uses) expect(measure(() => use(text))).toBeLessThan(ENOUGH_MS)
    const hints = { originType: text, visitorImId: text, to: text }
    expect(measure(() => toChannel(hints))).toBeLessThan(ENOUGH_MS)
  })
})

test.each([null, ...DISPLAYS])('arrays and objects of many values are soon shown as %s', (display) => {
  const many = Array.from({ length: LENGTH }, (_, index) => String(index))
  const object = Object.fromEntries(many.map((name) => [name, name]))
  for (const value of [many, object]) expect(measure(() => show(display, value))).toBeLessThan(2 * ENOUGH_MS)
})
