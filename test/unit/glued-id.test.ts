import { expect, test } from 'vitest'
import { splitGluedId } from '../../src/visit/glued-id.ts'

const HEX = '0123456789abcdef'

test.each([
  ['the service number', 'ato=b', 'b', false, { id: 'a', to: 'b' }],
  ['the service number, which holds the mark', 'ato=bto=c', 'bto=c', false, { id: 'a', to: 'bto=c' }],
  ['nothing', 'ato=(null)', null, false, { id: 'a', to: '(null)' }],
  ['the id itself, in which the mark stands', 'xto=1to=xto=1', null, false, null],
  ['the id itself', 'abto=ab', null, false, { id: 'ab', to: 'ab' }],
  ['WeChat’s account', 'oY4to=gh_3f8a', null, false, { id: 'oY4', to: 'gh_3f8a' }],
  ['a channel of the vendor', 'ato=kefuchannelimid_81', null, false, { id: 'a', to: 'kefuchannelimid_81' }],
  ['hex in whole blocks', `${HEX}to=${HEX}${HEX}`, null, true, { id: HEX, to: HEX + HEX }],
  ['hex in upper case', `${HEX}to=${HEX.toUpperCase()}`, null, true, { id: HEX, to: HEX.toUpperCase() }],
])('ends an id before a `to=` that is %s', (_proof, value, serviceNumber, encrypted, split) => {
  expect(splitGluedId(value, serviceNumber, encrypted)).toEqual(split)
})

test.each([
  ['any text', 'ato=b', null, false],
  ['another service number', 'ato=b', 'c', false],
  ['a longer service number', 'ato=b', 'ato=b', false],
  ['the end of the service number', 'ato=bc', 'c', false],
  ['hex where nothing is encrypted', `ato=${HEX}`, null, false],
  ['hex that is not whole', `${HEX}to=${HEX}0`, null, true],
  ['hex among others', `${HEX}to=x${HEX}`, null, true],
  ['an account among others', 'ato=x gh_1', null, false],
  ['an account with more behind', 'ato=gh_1 x', null, false],
  ['a channel without a number', 'ato=kefuchannelimid_', null, false],
  ['nothing behind no id', 'to=(null)', null, false],
  ['in a value that is too long', `${'a'.repeat(1992)}to=(null)`, null, false],
])('does not end an id where `to=` is %s', (_doubt, value, serviceNumber, encrypted) => {
  expect(splitGluedId(value, serviceNumber, encrypted)).toBeNull()
})

test('splits values of up to 2,000 characters', () => {
  expect(splitGluedId(`${'a'.repeat(1991)}to=(null)`, null, false)?.id).toHaveLength(1991)
})
