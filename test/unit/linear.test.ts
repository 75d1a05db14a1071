import { describe, expect, test } from 'vitest'
import { toInitials } from '../../src/page/model/initials.ts'
import { maskSent } from '../../src/page/redaction/mask-sent.ts'
import { maskText } from '../../src/page/redaction/mask.ts'
import { redactUnknown, redactValue } from '../../src/page/redaction/redact-value.ts'
import { createRedactor } from '../../src/page/redaction/redact.ts'
import { createTokenRemover } from '../../src/visit/identity-token.ts'
import { measureGrowth, MOST_GROWTH } from '../support/growth.ts'

// Anybody may have a name of tens of thousands of characters.
const SECRETS = [
  '13800138000',
  '1990-05-17',
  'José Lee',
  '李继鹏',
  'a.b@example.com',
  '12345.60',
  'EMJ7-K2QX',
  'aaaaab aaaac',
]
const { leaks, redact } = createRedactor(SECRETS)

const TASKS: [string, (text: string) => unknown][] = [
  ['redact', redact],
  ['leaks', leaks],
  ['redact an array', (text) => redactValue([text, [text]], createRedactor(SECRETS))],
  ['collect secrets', (text) => createRedactor([text]).redact('x')],
  ['conceal', (text) => redactUnknown(text, true)],
  ['mask', maskText],
  ['mask what was sent', maskSent],
  ['initials', toInitials],
  ['remove tokens', createTokenRemover('token')],
]

const UNITS = [
  ...[
    '【',
    '(',
    '[',
    'a',
    'aaaaa',
    'ab ',
    '1',
    '1 ',
    '1-',
    '12/',
    '1.',
    '12,345 ',
    '199',
    '@',
    'a@',
    'a@b.',
    '%',
    '%31',
    '%25',
  ],
  ...[
    '月',
    ...['•', ',', '1,', '11,', '*', '1*', '123*', '#', '1 #', '=', '1\u20e3', '\u20e3'],
    '1月',
    '年1',
    'may ',
    '1 may',
    'mr li ',
    '李',
    '李 ',
    '\u00ad',
    '\u200b1',
    'é',
    'e\u0301',
    '\u0301',
    '—',
    ' ',
    '\n',
    '0',
    '-',
    '+',
    '._',
    'eyJ',
    'eyJ.',
    'eyJhbGciOi',
    'eyJhbGciOi.eyJhbGciOi',
  ],
]

describe.each(TASKS)('%s takes time linear in the text', (_name, task) => {
  test.each(UNITS)('%j', (unit) => {
    const toText = (length: number) => unit.repeat(Math.ceil(length / unit.length))
    expect(measureGrowth(task, toText)).toBeLessThan(MOST_GROWTH)
  })
})

test('redacts in time independent of the number of masked values', () => {
  const words = (count: number) => Array.from({ length: count }, (_, at) => `aaaaa${at.toString(36)}zz`)
  const text = 'aaaaa'.repeat(4000)
  const redactors = new Map<string, ReturnType<typeof createRedactor>>()
  for (const count of [3_000, 30_000]) redactors.set(String(count), createRedactor(words(count)))
  const growth = measureGrowth((count) => redactors.get(count)?.leaks(text), String)
  expect(growth).toBeLessThan(MOST_GROWTH)
})
