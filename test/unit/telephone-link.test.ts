import { expect, test } from 'vitest'
import { toTelephoneLink } from '../../src/page/cells/telephone-link.ts'

test.each([
  ['international', '+1 202-555-0143', 'tel:+12025550143'],
  ['a zero that is not dialled', '+49 (0)30 123456', 'tel:+4930123456'],
  ['the same without spaces', '+44(0)2079460018', 'tel:+442079460018'],
  ['the same behind 00', '0049 (0)30 123456', 'tel:004930123456'],
  ['a zero that is dialled, in Italy', '+39 (0)6 1234567', 'tel:+39061234567'],
  ['a code in parentheses', '(020) 1234 5678', 'tel:02012345678'],
  ['a country in parentheses', '(+86) 138 0013 8000', 'tel:+8613800138000'],
  ['full-width digits', '１３８００１３８０００', 'tel:13800138000'],
  ['full-width parentheses and dash', '（０２０）１２３４－５６７８', 'tel:02012345678'],
  ['dashes and spaces of any kind', '+1\u00a0202\u2011555\u20130143', 'tel:+12025550143'],
  ['characters that are not seen', '\u202a138\u00ad0013\u200b8000\u202c', 'tel:13800138000'],
  ['a German area code', '030/123456', 'tel:030123456'],
  ['dots', '01.23.45.67.89', 'tel:0123456789'],
  ['a short number', '10086', 'tel:10086'],
])('%s: %s is a link', (_name, text, href) => {
  expect(toTelephoneLink(text)).toBe(href)
})

test.each([
  ['two numbers with a slash', '13800138000/13900139000'],
  ['two numbers with spaces around it', '020 7946 0018 / 020 7946 0019'],
  ['two short numbers', '555-0143/555-0144'],
  ['two numbers with a space', '13800138000 13900139000'],
  ['two short numbers with a space', '5550143 5550144'],
  ['two numbers with a word', '+1 202-555-0143 or +1 202-555-0144'],
  ['two numbers with a comma', '5550143, 5550144'],
  ['two numbers with a Chinese comma', '88880166、88880167'],
  ['two numbers on two lines', '13800138000\n13900139000'],
  ['an extension', '+1 202-555-0143 ext. 12'],
  ['an extension behind a dash', '010-88886666-8012'],
  ['an extension in Chinese', '88886666转8012'],
  ['an IP address', '192.168.0.1'],
  ['a date', '2026-11-18'],
  ['a date with slashes', '2026/11/18'],
  ['a date with the day first', '18.11.2026'],
  ['a date and time', '2026-11-18 10:30'],
  ['a negative number', '-5550143'],
  ['a plus inside', '138+00138000'],
  ['two pluses', '++13800138000'],
  ['parentheses that are not closed', '(020 12345678'],
  ['more digits than any number', '1234567890123456'],
  ['too few digits', '12'],
  ['letters', '1-800-FLOWERS'],
  ['a script', 'javascript:alert(1)'],
  ['nothing', ''],
])('%s: %s is not', (_name, text) => {
  expect(toTelephoneLink(text)).toBeNull()
})
