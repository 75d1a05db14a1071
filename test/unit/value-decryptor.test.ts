import { createCipheriv } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { encryptDesHex } from '../../src/visit/des.ts'
import { createValueDecryptor } from '../../src/visit/value-decryptor.ts'

const KEY = '12345678'
const decrypt = createValueDecryptor([KEY])

/** From the vendor's documents, and the empty text, whose one block is all padding. */
const KNOWN_ANSWERS = [
  ['877523f86f18f55e', 'Jack'],
  ['e86b4e789891107c', '40'],
  ['d221cba8e6efd0ad', 'man'],
  ['feb959b7d4642fcb', ''],
] as const

describe('known answers', () => {
  test.each(KNOWN_ANSWERS)('%s is "%s"', (ciphertext, text) => {
    expect(decrypt(ciphertext)).toEqual({ ok: true, text, cut: false, key: 0 })
    expect(encryptDesHex(KEY, text)).toBe(ciphertext)
  })

  test('hex in upper case', () => {
    expect(decrypt('877523F86F18F55E')).toMatchObject({ ok: true, text: 'Jack' })
  })

  test('Base64 whose plus signs arrive as spaces', () => {
    const texts = Array.from({ length: 200 }, (_, index) => `order ${String(index)}`)
    const forms = texts.map((text) => Buffer.from(encryptDesHex(KEY, text), 'hex').toString('base64'))
    expect(forms.filter((form) => form.includes('+')).length).toBeGreaterThan(10)
    expect(forms.map((form) => decrypt(form.replaceAll('+', ' ')))).toEqual(
      texts.map((text) => ({ ok: true, text, cut: false, key: 0 })),
    )
  })
})

describe('other forms of the same bytes', () => {
  const text = 'to you 你好?>~ÿ'
  const hex = encryptDesHex(KEY, text)
  const base64 = Buffer.from(hex, 'hex').toString('base64')
  const wrapped = base64.replace(/^(.{9})/, '$1\r\n')
  const cases: [string, string][] = [
    ['hex with spaces between bytes', hex.replaceAll(/(..)/g, '$1 ')],
    ['hex with a line break', `${hex.slice(0, 5)}\n${hex.slice(5)}`],
    ['hex with white space around', `\t${hex}\r\n`],
    ['Base64 with line breaks', wrapped],
    ['Base64 with line breaks, its plus a space', wrapped.replaceAll('+', ' ')],
    ['Base64 with spaces', `${base64.slice(0, 7)} ${base64.slice(7)} `],
    ['unpadded Base64', base64.replaceAll('=', '')],
    ['URL-safe Base64', base64.replaceAll('+', '-').replaceAll('/', '_')],
    ['unpadded URL-safe Base64', Buffer.from(hex, 'hex').toString('base64url')],
  ]
  test.each(cases)('%s', (_name, value) => {
    expect(decrypt(value)).toEqual({ ok: true, text, cut: false, key: 0 })
  })

  test('keeps a byte order mark', () => {
    expect(decrypt(encryptDesHex(KEY, '\ufeffa'))).toMatchObject({ ok: true, text: '\ufeffa' })
  })

  test.each(['a\nb', 'a\r\nb', 'a\tb'])('keeps line breaks and tabs: %j', (written) => {
    expect(decrypt(encryptDesHex(KEY, written))).toMatchObject({ ok: true, text: written })
  })
})

describe('keys', () => {
  test('only the first 8 bytes count', () => {
    expect(createValueDecryptor(['12345678ABC'])('877523f86f18f55e')).toMatchObject({
      ok: true,
      text: 'Jack',
    })
  })

  test('the first key that fits decrypts', () => {
    expect(createValueDecryptor(['87654321', KEY])('877523f86f18f55e')).toMatchObject({
      text: 'Jack',
      key: 1,
    })
    expect(createValueDecryptor([KEY, '87654321'])('877523f86f18f55e')).toMatchObject({
      text: 'Jack',
      key: 0,
    })
  })

  test('without a key nothing decrypts', () => {
    expect(createValueDecryptor([])('877523f86f18f55e')).toMatchObject({ ok: false })
  })
})

describe('the reason for a failed decryption', () => {
  const BASE64_OF_JACK = Buffer.from(encryptDesHex(KEY, 'Jack'), 'hex').toString('base64')
  const latin1 = Buffer.from([0xe9, 0x74, 0xe9])
  const cases = [
    ['words', 'Jack & Jill', 'not_hex_or_base64'],
    ['a word that could be Base64', 'Jack', 'not_hex_or_base64'],
    ['Base64 of too few bytes', 'SmFjaw==', 'not_whole_blocks'],
    ['hex that lost a digit', '877523f86f18f55', 'odd_length'],
    ['hex with a digit too many', `${encryptDesHex(KEY, 'Jack')}0`, 'odd_length'],
    ['much hex with a digit too many', `${'0'.repeat(32)}1`, 'odd_length'],
    ['hex that lost a digit, with a space', '8775 23f86f18f55', 'odd_length'],
    ['hex with words around it', `${encryptDesHex(KEY, 'Jack')}!`, 'not_hex_or_base64'],
    ['Base64 behind a mark', `!${BASE64_OF_JACK}`, 'not_hex_or_base64'],
    ['Base64 before a mark', `${BASE64_OF_JACK}!`, 'not_hex_or_base64'],
    ['hex that lost a byte', '877523f86f18f5', 'not_whole_blocks'],
    ['another key', encryptDesHex('87654321', 'Jack'), 'wrong_key'],
    ['a damaged block', '877523f86f18f55f', 'wrong_key'],
    ['a begun character before another', encryptBytes(Buffer.from([0xe4, 0x61])), 'not_text'],
    ['bytes that are no UTF-8', encryptBytes(latin1), 'not_text'],
    ['a control character', encryptDesHex(KEY, 'a\u0000b'), 'not_text'],
  ] as const

  test.each(cases)('is reported: %s', (_name, value, reason) => {
    expect(decrypt(value)).toEqual({ ok: false, reason })
  })
})

describe('text truncated by the iOS app', () => {
  const cases = [
    ['李继鹏, three bytes of nine', Buffer.from('李继鹏').subarray(0, 3), '李', false],
    ['Tom李, four bytes of six', Buffer.from('Tom李').subarray(0, 4), 'Tom', true],
    ['two bytes of a character', Buffer.from('a李').subarray(0, 3), 'a', true],
    ['three bytes of an emoji', Buffer.from('a🎂').subarray(0, 4), 'a', true],
    ['one byte of an emoji', Buffer.from('a🎂').subarray(0, 2), 'a', true],
    ['two bytes of an emoji', Buffer.from('a🎂').subarray(0, 3), 'a', true],
    ['two bytes of a Thai letter', Buffer.from('aก').subarray(0, 3), 'a', true],
    ['a whole emoji', Buffer.from('a🎂'), 'a🎂', false],
    ['one byte of an accented letter', Buffer.from('aé').subarray(0, 2), 'a', true],
    ['a whole accented letter', Buffer.from('aé'), 'aé', false],
    ['nothing but a begun character', Buffer.from('李').subarray(0, 1), '', true],
  ] as const

  test.each(cases)(
    'loses only its incomplete last character, and is marked: %s',
    (_name, bytes, text, cut) => {
      expect(decrypt(encryptBytes(bytes))).toEqual({ ok: true, text, cut, key: 0 })
    },
  )
})

/** Encrypts bytes that are not text. */
function encryptBytes(bytes: Buffer): string {
  const cipher = createCipheriv('des-ede3', Buffer.from(KEY.repeat(3)), null)
  return Buffer.concat([cipher.update(bytes), cipher.final()]).toString('hex')
}
