import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createNumberFormat } from '../../src/page/cells/number-format.ts'

const CURRENCIES = ['USD', 'CNY', 'EUR', 'JPY', 'KWD', 'CHF', 'INR', 'XXX', 'HUF']
const FORMATS: [string, Intl.NumberFormatOptions][] = [
  ...['en', 'zh'].map((language): [string, Intl.NumberFormatOptions] => [
    language,
    { maximumFractionDigits: 20 },
  ]),
  ...['en', 'zh'].flatMap((language) =>
    CURRENCIES.map((currency): [string, Intl.NumberFormatOptions] => [
      language,
      { style: 'currency', currency },
    ]),
  ),
  // Their grouping is another: everything is left to Intl.
  ...[
    ['hi', { style: 'currency', currency: 'INR' }],
    ['es', { maximumFractionDigits: 20 }],
    ['ar-EG', {}],
  ].map(([language, options]) => [language, options] as [string, Intl.NumberFormatOptions]),
]

const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']

/** Numbers as Postgres writes them, plain ones and all others. */
const digits = (most: number) =>
  fc.string({ unit: fc.constantFrom(...DIGITS), minLength: 1, maxLength: most })
const numbers = fc
  .tuple(fc.constantFrom('', '', '', '-'), digits(18), fc.option(digits(5)))
  .map(([sign, whole, fraction]) => `${sign}${whole}${fraction === null ? '' : `.${fraction}`}`)

test.each(FORMATS)('%s %j writes what Intl writes', (language, options) => {
  const intl = new Intl.NumberFormat(language, options)
  const format = createNumberFormat(language, options)
  fc.assert(
    fc.property(numbers, (text) => {
      expect(format(text)).toBe(intl.format(text as `${number}`))
    }),
    { numRuns: 500 },
  )
})
