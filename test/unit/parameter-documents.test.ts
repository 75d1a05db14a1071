import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { CLIENT_IDS, CLIENTS } from '../../src/simulator/clients.ts'
import { BUILT_IN_NAMES } from '../../src/visit/built-in-parameters.ts'
import { encryptDesHex } from '../../src/visit/des.ts'

describe.each(['parameters.md', 'parameters.zh-CN.md'])('docs/%s', (name) => {
  const text = readFileSync(fileURLToPath(new URL(`../../docs/${name}`, import.meta.url)), 'utf8')

  test('uses the key 12345678 for its ciphertexts', () => {
    const vectors = [...text.matchAll(/^\| (?:`(\w+)`|nothing|空) \| `([0-9a-f]{16})` \|$/gm)]
    expect(vectors).toHaveLength(4)
    for (const [, plain = '', hex] of vectors) expect(encryptDesHex('12345678', plain)).toBe(hex)
  })

  test('describes every built-in parameter and every repair', () => {
    const repairs = CLIENT_IDS.flatMap((id) => CLIENTS[id].repairs(true))
    for (const word of [...BUILT_IN_NAMES, ...repairs]) expect(text).toContain(`\`${word}\``)
  })
})
