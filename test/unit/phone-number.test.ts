import { expect, test } from 'vitest'
import { readPhoneNumber } from '../../src/phone-number.ts'
import { toPhoneCell } from '../../src/page/cells/link-cells.ts'

test.each([
  ['+1 202-555-0143', 'tel:+12025550143'],
  ['(020) 8765 4321', 'tel:02087654321'],
  ['+49 (0)30 123456', 'tel:+4930123456'],
  ['0049 (0)30 123456', 'tel:004930123456'],
  ['１３８００１３８０００', 'tel:13800138000'],
  ['+86 138–0013–8000', 'tel:+8613800138000'],
  ['0171/1234567', 'tel:01711234567'],
  ['10086', 'tel:10086'],
  ['400.820.8820', 'tel:4008208820'],
])('reads %s as %s', (text, href) => {
  expect(toPhoneCell(text)).toMatchObject({ kind: 'link', text, href })
})

test.each([
  ...['13800001111 / 13900002222', '13800001111/13900002222', '13800001111,13900002222'],
  ...['192.168.1.10', '2026-03-01', '01/03/2026', '1990.05.17', '12345.67', '1,234,567', '12:30:00'],
  ...['138 •••• 8000', 'ext. 5', '', '+', '1234', '1'.repeat(16), '1'.repeat(10_000), 'javascript:alert(1)'],
])('reads no number from %s', (text) => {
  expect(readPhoneNumber(text)).toBeNull()
  expect(toPhoneCell(text)).toEqual({ kind: 'text', text })
})

test.each([
  ['13800138000', true],
  ['+8613800138000', true],
  ['0086 138 0013 8000', true],
  ['+86 10 8765 4321', false],
  ['+1 415 555 0132', false],
  ['1-415-555-0132', false],
  ['+14155550132', false],
  ['12800138000', false],
  ['02087654321', false],
])('recognizes a mainland mobile number in %s: %s', (text, isMainlandMobile) => {
  expect(readPhoneNumber(text)).toMatchObject({ isMainlandMobile })
})
