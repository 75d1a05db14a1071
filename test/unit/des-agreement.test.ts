import forge from 'node-forge'
import { expect, test } from 'vitest'
import { encryptDesHex } from '../../src/visit/des.ts'
import { createValueDecryptor } from '../../src/visit/value-decryptor.ts'
import { CASES } from '../support/cases.ts'
import { createRandom } from '../support/random.ts'

const VALUES = Math.ceil(CASES / 10)

/** Single DES of node-forge, which is written in JavaScript and shares nothing with OpenSSL. */
function encryptElsewhere(key: string, text: string): Buffer {
  const cipher = forge.cipher.createCipher('DES-ECB', forge.util.createBuffer(key.slice(0, 8)))
  cipher.start()
  cipher.update(forge.util.createBuffer(Buffer.from(text).toString('latin1')))
  cipher.finish()
  return Buffer.from(cipher.output.getBytes(), 'latin1')
}

test('decrypts random texts to themselves, from hex and from Base64', () => {
  const random = createRandom(1)
  let longest = 0
  for (let index = 0; index < VALUES; index += 1) {
    const key = random.ascii(8 + random.below(8))
    const text = random.text(random.below(301))
    longest = Math.max(longest, Buffer.byteLength(text))
    const ciphertext = encryptElsewhere(key, text)
    const decrypt = createValueDecryptor([key])
    const expected = { ok: true, text, cut: false, key: 0 }
    expect(decrypt(ciphertext.toString('hex'))).toEqual(expected)
    expect(decrypt(ciphertext.toString('base64').replaceAll('+', ' '))).toEqual(expected)
    expect(encryptDesHex(key, text)).toBe(ciphertext.toString('hex'))
  }
  expect(longest).toBeGreaterThan(250)
})

test('detects a wrong key', () => {
  const random = createRandom(2)
  const decrypt = createValueDecryptor(['87654321'])
  let accepted = 0
  for (let index = 0; index < CASES; index += 1) {
    if (decrypt(encryptDesHex('12345678', random.text(random.below(33)))).ok) accepted += 1
  }
  expect(accepted).toBeLessThanOrEqual(2 + CASES / 20_000)
})
