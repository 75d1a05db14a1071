import { describe, expect, test } from 'vitest'
import {
  collectSecrets,
  redactId,
  redactUnknown,
  redactValue,
} from '../../src/page/redaction/redact-value.ts'
import { createRedactor } from '../../src/page/redaction/redact.ts'

const leaks = (secret: string, text: string) => createRedactor([secret]).leaks(text)

describe('a day beside a number', () => {
  test.each([
    ['eight digits that are no day', '99999999', 'ring 9999 9999 now'],
    ['a note with a day', 'tel 13800138000, since 1 March', 'ring 138 0013 8000'],
    ['a number before a day', '13912345678 20260301', 'ring 139 1234 5678'],
    ['a number behind a day', '20260301 13912345678', 'ring 139 1234 5678'],
  ])('finds the digits of %s', (_kind, secret, text) => {
    expect(leaks(secret, text)).toBe(true)
  })

  test('keeps other days, even if most digits match', () => {
    for (const secret of ['2026-03-01', '20260301', '2026-03-01T10:00:00Z'])
      for (const text of ['2026-03-02', '20260302', '2026/03/02'])
        expect([secret, text, leaks(secret, text)]).toEqual([secret, text, false])
  })

  test.each([
    ['01/03/2026', '01/03/2025'],
    ['2026-3-1 10:00:00', '2025-3-1 10:00:00'],
  ])('keeps the same day of another year, with its time: %s', (secret, text) => {
    expect(leaks(secret, text)).toBe(false)
  })

  test('reads dates from texts of up to 40 characters', () => {
    const secret = 'seen on 2026-03-01'
    expect(leaks(secret.padEnd(40, '!'), '1 March 2026')).toBe(true)
    expect(leaks(secret.padEnd(41, '!'), '1 March 2026')).toBe(false)
  })

  test('examines dates and times only if a day is masked', () => {
    expect(createRedactor([]).hasDays).toBe(false)
    expect(createRedactor(['13800138000']).hasDays).toBe(false)
    expect(createRedactor(['1990-05-17']).hasDays).toBe(true)
  })
})

test('redacts nothing without masked values', () => {
  expect(createRedactor([]).leaks('13800138000')).toBe(false)
})

test('keeps an empty text, even beside a masked invisible one', () => {
  expect(createRedactor(['\u200b']).redact('')).toBe('')
})

test('finds a name of three letters next to a surname of two', () => {
  expect(leaks('Bob Li', 'ask Bob')).toBe(true)
})

test('finds a surname of two letters only after a title', () => {
  for (const text of ['mr li', 'Dr. Li called', 'to Miss LI'])
    expect([text, leaks('li', text)]).toEqual([text, true])
  for (const text of ['mr x, li', 'and li', 'title li'])
    expect([text, leaks('li', text)]).toEqual([text, false])
})

describe('values of other types', () => {
  const redactor = createRedactor(['1990-05-17', '13800138000', 'deadbeef01'])

  test.each([
    ['1990-05-16T09:59:00Z', false],
    ['1990-05-16T10:00:00Z', true],
    ['1990-05-17T12:00:00Z', true],
    ['1990-05-18T13:59:00Z', true],
    ['1990-05-18T14:00:00Z', false],
  ])('masks an instant that is on the masked day in some time zone: %s', (text, isMasked) => {
    const instant = new Date(text)
    expect(redactValue(instant, redactor)).toBe(isMasked ? '••••' : instant)
  })

  test('returns a value that does not leak unchanged', () => {
    for (const value of [42, 4.5, true, null, undefined, Buffer.from('ab'), 'text'])
      expect(redactValue(value, redactor)).toBe(value)
    const instant = new Date('1990-05-17T12:00:00Z')
    expect(redactValue(instant, createRedactor(['13800138000']))).toBe(instant)
  })

  test('masks bytes that equal the value in hex', () => {
    expect(redactValue(Buffer.from('deadbeef01', 'hex'), redactor)).toBe('••••')
  })

  test('searches for the parts of a list of any length', () => {
    const secrets: string[] = []
    collectSecrets(
      Array.from({ length: 200_000 }, (_, at) => at),
      secrets,
    )
    expect(secrets).toHaveLength(200_001)
  })

  test('omits values that are nested too deeply', () => {
    let value: unknown = 'inner'
    for (let depth = 0; depth < 51; depth += 1) value = [value]
    expect(JSON.stringify(redactValue(value, redactor))).toContain('inner')
    expect(JSON.stringify(redactValue([value], redactor))).not.toContain('inner')
    expect(JSON.stringify(redactValue([value], redactor))).toContain('…')
    const object = (depth: number): unknown => (depth === 0 ? 'inner' : { a: object(depth - 1) })
    expect(JSON.stringify(redactValue(object(51), redactor))).toContain('inner')
    expect(JSON.stringify(redactValue(object(52), redactor))).not.toContain('inner')
  })

  test('searches to the displayed depth, and deeper in JSON', () => {
    for (const [depth, secret] of [
      [51, 'inner'],
      [52, '["inner"]'],
    ] as const) {
      let value: unknown = 'inner'
      for (let level = 0; level < depth; level += 1) value = [value]
      const secrets: string[] = []
      collectSecrets(value, secrets)
      expect(secrets).toEqual([secret])
    }
  })

  test('masks a title and a surname in two elements', () => {
    expect(redactValue(['Mr', 'Li'], createRedactor(['Li Na']))).toBe('••••')
    expect(redactValue(['Mr', 'Lu'], createRedactor(['Li Na']))).toEqual(['Mr', 'Lu'])
  })

  test('keeps a boolean, even if a masked text is the same word', () => {
    expect(redactValue(true, createRedactor(['true']))).toBe(true)
  })

  test('compares instants by day, not by time', () => {
    const instant = new Date('2001-01-01T12:00:00Z')
    expect(redactValue(instant, createRedactor(['1990-05-17', '8002000000']))).toBe(instant)
  })

  test('searches for each leaf of a masked object, and for all of them as one text', () => {
    const secrets: string[] = []
    collectSecrets({ a: ['13', null, true], b: { c: '', d: 7 } }, secrets)
    expect(secrets).toEqual(['13', '7', '13 7'])
    const one: string[] = []
    collectSecrets(['13'], one)
    expect(one).toEqual(['13'])
  })
})

describe('without knowledge of the masked values', () => {
  test.each([
    ['', ''],
    [undefined, undefined],
    [-12.5, -12.5],
    [123_456, 123_456],
    ['123456.78', '123456.78'],
    [1_234_567, '••••'],
    ['123456.789', '••••\u00a089'],
    ['12a', '••••'],
  ])('shows %j in a numeric column as %j', (value, shown) => {
    expect(redactUnknown(value, true)).toBe(shown)
  })

  test.each([
    ['6F9619FF-8B86-4D01-B42D-00CF4FC964FF', true],
    ['6f9619ff-8b86-4d01-b42d-00cf4fc964ff0', false],
    ['06f9619ff-8b86-4d01-b42d-00cf4fc964ff', false],
    ['123456', true],
    ['1234567', false],
  ])('shows the id %s: %s', (id, isOpen) => {
    expect(redactId(id) === id).toBe(isOpen)
  })
})
