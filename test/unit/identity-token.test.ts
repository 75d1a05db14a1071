import { describe, expect, test } from 'vitest'
import { createVisitReader } from '../../src/visit/read-visit.ts'
import { encryptDesHex } from '../../src/visit/des.ts'
import { createValueDecryptor } from '../../src/visit/value-decryptor.ts'

const KEY = '12345678'
const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMDAxIn0.c2lnbmF0dXJl'
const decrypt = createValueDecryptor([KEY])
const readPlain = createVisitReader({ mode: 'off', decrypt })
const readCustom = createVisitReader({ mode: 'custom', decrypt })
const READERS = { plain: readPlain, custom: readCustom, all: createVisitReader({ mode: 'all', decrypt }) }

describe('the identity token', () => {
  test.each([
    ['plain', `visitorImId=a&customUserToken=${TOKEN}`],
    ['custom', `visitorImId=a&customUserToken=${encryptDesHex(KEY, TOKEN)}`],
    ['all', `visitorImId=${encryptDesHex(KEY, 'a')}&customUserToken=${encryptDesHex(KEY, TOKEN)}`],
  ] as const)('is read: %s', (mode, query) => {
    const visit = READERS[mode](`/?${query}`)
    expect(visit.identityToken).toEqual({ status: 'value', value: TOKEN })
    expect(visit.keyUses).toEqual(mode === 'plain' ? [] : mode === 'custom' ? [1] : [2])
  })

  test.each([
    ['none', 'visitorImId=a'],
    ['none', 'visitorImId=a&customUserToken='],
    ['none', 'visitorImId=a&customUserToken=(null)'],
    ['none', 'visitorImId=a&CustomUserToken=x'],
    ['value', `visitorImId=a&customUserToken=&customUserToken=${TOKEN}`],
    ['repeated', `visitorImId=a&customUserToken=${TOKEN}&customUserToken=${TOKEN}`],
  ])('is %s: %s', (status, query) => {
    expect(readPlain(`/?${query}`).identityToken.status).toBe(status)
  })

  test('is undecryptable if it should have been encrypted', () => {
    const visit = readCustom(`/?visitorImId=a&customUserToken=${TOKEN}`)
    expect(visit.identityToken).toEqual({ status: 'undecryptable' })
    expect(visit.customParameters).toEqual([])
  })

  test.each([
    `visitorImId=a&customUserToken=${TOKEN}&x=1`,
    `customUserToken=${TOKEN}&x=1&visitorImId=a`,
    `visitorImId=a&x=1&customUserToken=${TOKEN}&customUserToken=${TOKEN}2`,
    `visitorImId=a&x=1&page=${encodeURIComponent(`https://shop/?customUserToken=${TOKEN}&y=2`)}`,
    `visitorImId=a&x=1&${encodeURIComponent(`to=b&customUserToken=${TOKEN}`)}`,
    `visitorImId=a&x=1&nickname=${encodeURIComponent(`customUserToken=${TOKEN}`)}`,
    `visitorImId=a&x=1&customUserToken=${TOKEN}&visitorImId=a`,
  ])('appears nowhere else in the visit: %s', (query) => {
    let trace: unknown
    const { identityToken, ...visit } = readPlain(`/?${query}`, (told) => (trace = told))
    expect(identityToken).toBeDefined()
    expect(JSON.stringify([visit, trace])).not.toContain(TOKEN)
    expect(visit.target).toContain('x=1')
    const again = readPlain(visit.target)
    expect(again).toMatchObject({ ...visit, pairs: again.pairs, target: visit.target })
  })

  test.each([
    (token: string) => `CustomUserToken=${token}`,
    (token: string) => `customUserToken[]=${token}`,
    (token: string) => `customUserToken%20=${token}`,
    (token: string) => `data=${encodeURIComponent(`{"customUserToken":"${token}"}`)}`,
    (token: string) => `data=x${token}`,
    (token: string) => `data=${encodeURIComponent(encodeURIComponent(`https://shop/?t=${token}`))}`,
  ])('is not shown under a wrong name either if it has the shape of a JWT', (toQuery) => {
    const jwt = `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMDAxIn0.${'s'.repeat(43)}`
    const { identityToken, ...visit } = readPlain(`/?visitorImId=a&${toQuery(jwt)}`)
    expect(identityToken).toEqual({ status: 'none' })
    expect(visit.customParameters).toMatchObject([{ value: expect.stringContaining('…') }])
    expect(JSON.stringify(visit)).not.toContain(jwt.slice(-60))
  })

  test('leaves the visitor’s id unchanged', () => {
    expect(readPlain('/?visitorImId=customUserToken%3Dx').builtIn.visitorImId).toBe('customUserToken=x')
  })

  test('uses the configured name', () => {
    const read = createVisitReader({ mode: 'off', decrypt, tokenParameter: 'proof[0].(x)' })
    const name = encodeURIComponent('proof[0].(x)')
    const visit = read(`/?visitorImId=a&${name}=${TOKEN}&page=${encodeURIComponent(`proof[0].(x)=${TOKEN}`)}`)
    expect(visit.identityToken).toEqual({ status: 'value', value: TOKEN })
    expect(JSON.stringify([visit.customParameters, visit.target])).not.toContain(TOKEN)
    expect(read(`/?visitorImId=a&customUserToken=plain`).customParameters).toHaveLength(1)
  })
})
