import { expect, test } from 'vitest'
import { maskVisit } from '../../src/page/redaction/safe-visit.ts'
import { encryptDesHex } from '../../src/visit/des.ts'
import { createVisitReader } from '../../src/visit/read-visit.ts'
import { createValueDecryptor } from '../../src/visit/value-decryptor.ts'

const KEY = '12345678'
const PHONE = '13800138000'
const secret = (text: string) => encryptDesHex(KEY, text)

function maskOf(mode: 'custom' | 'all', query: Record<string, string>) {
  const readVisit = createVisitReader({ mode, decrypt: createValueDecryptor([KEY]) })
  return maskVisit(readVisit(`/?${new URLSearchParams(query).toString()}`))
}

test('keeps unencrypted input, which its sender knows', () => {
  const { builtIn, customParameters } = maskOf('custom', {
    visitorImId: 'a-visitor',
    nickname: PHONE,
    note: secret('no number'),
    absent: '',
  })
  expect(builtIn).toMatchObject({ visitorImId: 'a-visitor', nickname: PHONE, email: null })
  expect(customParameters).toMatchObject([{ name: 'note', value: 'no number', status: 'decrypted' }])
})

test('keeps plain custom parameters, and masks decrypted ones by their format', () => {
  const { customParameters } = maskOf('custom', { visitorImId: 'a', tel: secret(PHONE) })
  expect(customParameters).toMatchObject([{ name: 'tel', value: '138\u00a0••••\u00a08000' }])
  const off = createVisitReader({ mode: 'off', decrypt: createValueDecryptor([]) })
  expect(maskVisit(off(`/?visitorImId=a&tel=${PHONE}`)).customParameters).toMatchObject([{ value: PHONE }])
})

test('masks the visitor’s id and decrypted built-in parameters by their format', () => {
  expect(maskOf('custom', { visitorImId: PHONE }).builtIn.visitorImId).toBe('138\u00a0••••\u00a08000')
  const { builtIn } = maskOf('all', {
    visitorImId: secret('a'),
    nickname: secret(PHONE),
    desc: secret('sent'),
  })
  expect(builtIn).toMatchObject({ visitorImId: 'a', nickname: '138\u00a0••••\u00a08000', desc: 'sent' })
})

test('masks a decrypted value even if it was sent plain under another name', () => {
  const { builtIn } = maskOf('all', { visitorImId: secret('a'), nickname: secret(PHONE), x: PHONE })
  expect(builtIn.nickname).toBe('138\u00a0••••\u00a08000')
})

test('excludes the raw request', () => {
  const shown = [
    ...['builtIn', 'channel', 'lang', 'customParameters', 'notRead'],
    ...['undecryptable', 'repairs', 'isIdEncrypted', 'keyUses'],
  ]
  expect(Object.keys(maskOf('custom', { visitorImId: 'a' }))).toEqual(shown)
})
