import type { Fail } from './annotation-values.ts'
import { DISPLAYS, isFormatWord } from './column-format.ts'
import { COLUMN_NAME, toColumnName } from './column-name.ts'
import { toLabel } from './label.ts'
import { BAR, toPair, type Localized } from './localized.ts'
import { hasMisplacedFormats } from './misplaced-formats.ts'
import { isNear } from '../../near-miss.ts'
import { readWords, splitOutside } from './parentheses.ts'

interface UnparsedMember {
  name: string
  label: Localized
  formats: string
}

const MEMBER = new RegExp(String.raw`^(${COLUMN_NAME})(?:\s*[:：]\s*(.*))?$`, 'u')
const EXAMPLE = 'rows(sku: SKU | 货号, price: Price | 单价 money(CNY))'
/** A lower-case word after Chinese text; a misspelt format if it is similar to one. */
const LAST_SMALL_WORD = /\p{Script=Han}.*?\s([a-z]+)(?:\([^()]*\))?$/u

export function readMembers(text: string, fail: Fail): UnparsedMember[] {
  const members = new Map<string, UnparsedMember>()
  for (const part of splitOutside(text, /[,，]/)) {
    const member = part === '' ? null : readMember(part, fail)
    if (!member) continue
    if (members.has(member.name)) fail(`rows has the member ${member.name} twice`)
    else members.set(member.name, member)
  }
  if (text === '') fail(`rows() names no member: write ${EXAMPLE}, or rows for all of them`)
  return [...members.values()]
}

function readMember(part: string, fail: Fail): UnparsedMember | null {
  const [, written, rest = ''] = MEMBER.exec(part) ?? []
  if (written === undefined) {
    fail(`rows takes members with a label and formats, as in ${EXAMPLE}; not "${part}"`)
    return null
  }
  const name = toColumnName(written)
  const parts = splitOutside(rest, BAR)
  const last = parts.pop() ?? ''
  // A third part contains formats, as in a column's annotation.
  const [label, formats] = parts.length > 1 ? ['', last] : splitFormats(last)
  const [en = '', zh = '', ...more] = parts.length > 1 ? parts : [...parts, label]
  if (more.length > 0) fail(`the member ${name} has at most three parts: ${name}: Label | 标签 | formats`)
  for (const one of [en, zh]) checkLabel(one, formats, fail)
  return {
    name,
    label: toPair(en || toLabel(name), zh),
    formats,
  }
}

/** Splits a label from the formats after it. "Order id" is a label. */
function splitFormats(text: string): [label: string, formats: string] {
  const words = readWords(text)
  const isFormat = (word: string) => isFormatWord(word.replace(/\(.*$/u, ''))
  let first = words.findLastIndex(({ word }) => !isFormat(word)) + 1
  while (words[first]?.word === 'id') first += 1
  const at = words[first]?.at ?? text.length
  return [text.slice(0, at).trim(), text.slice(at)]
}

function checkLabel(label: string, formats: string, fail: Fail): void {
  const [, word = ''] = LAST_SMALL_WORD.exec(label) ?? []
  const near = DISPLAYS.find((known) => isNear(word, known))
  if (near !== undefined) fail(`"${word}" is not a format; did you mean ${near}?`)
  else if (hasMisplacedFormats(label, formats))
    fail(`the label "${label}" inside rows ends in formats; they follow the last label`)
}
