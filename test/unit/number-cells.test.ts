import { describe, expect, test } from 'vitest'
import { createMoneyCells } from '../../src/page/cells/money-cells.ts'
import { createNumberCells } from '../../src/page/cells/number-cells.ts'
import { createQuantityCells } from '../../src/page/cells/quantity-cells.ts'

const cells = { en: createNumberCells('en'), zh: createNumberCells('zh') }
const money = {
  en: createMoneyCells('en', cells.en.plainNumber),
  zh: createMoneyCells('zh', cells.zh.plainNumber),
}

test.each([
  ['0', '0'],
  ['-0', '-0'],
  ['007', '7'],
  ['999.99', '999.99'],
  ['1000', '1,000'],
  ['20480', '20,480'],
  ['1234567.8900', '1,234,567.8900'],
  ['0.100000', '0.100000'],
  ['11900.0000000000', '11,900.00'],
  ['1.50000000000000000000', '1.50'],
  ['-0.12500000', '-0.125'],
  ['0.33333333333333333333', '0.33333333333333333333'],
  ['0.0000000000', '0.00'],
  ['-123456789012345678901234567890.10', '-123,456,789,012,345,678,901,234,567,890.10'],
  ['9'.repeat(400), '9'.repeat(400)],
])('formats %s as %s, with all digits except zeros after many decimals', (text, shown) => {
  for (const { toNumberCell } of Object.values(cells))
    expect(toNumberCell(text)).toEqual({ kind: 'text', text: shown })
})

describe('amounts', () => {
  test.each([
    ['7', 'USD', '$7.00', 'US$7.00'],
    ['-1234567.891', 'EUR', '-€1,234,567.89', '-€1,234,567.89'],
    ['999.995', 'CNY', 'CN¥1,000.00', '¥1,000.00'],
    ['20480', 'JPY', '¥20,480', 'JP¥20,480'],
    ['1.5', 'KWD', 'KWD\u00a01.500', 'KWD\u00a01.500'],
    [
      '12345678901234567890.12',
      'CHF',
      'CHF\u00a012,345,678,901,234,567,890.12',
      'CHF\u00a012,345,678,901,234,567,890.12',
    ],
    ['0.00123456789', 'INR', '₹0.0012345679', '₹0.0012345679'],
  ])('%s %s is %s, and in Chinese %s', (amount, currency, en, zh) => {
    expect(money.en(amount, currency)).toMatchObject({ kind: 'number', text: en })
    expect(money.zh(amount, currency)).toMatchObject({ kind: 'number', text: zh })
  })

  test.each([
    ['7', 'USD', null],
    ['7.50', 'USD', null],
    ['7.500', 'USD', '7.500 USD'],
    ['7.5', 'kwd', null],
    ['999.995', 'cny', '999.995 CNY'],
    ['20480', 'JPY', null],
    ['20480.0', 'JPY', '20480.0 JPY'],
    ['0.0035', 'USD', null],
    ['0.00123456789', 'INR', '0.00123456789 INR'],
    [`0.${'0'.repeat(30)}1`, 'USD', null],
    [`${'9'.repeat(400)}.123`, 'USD', null],
    ['7.123456', 'points', null],
  ])('%s %s have their exact value %s if the text hides digits', (amount, currency, exact) => {
    expect(money.en(amount, currency)).toMatchObject({ kind: 'number', exact })
    expect(money.zh(amount, currency)).toMatchObject({ kind: 'number', exact })
  })

  test('of zero have no sign, even of a negative floating-point zero', () => {
    expect(money.en('-0', 'USD')).toEqual({ kind: 'number', text: '$0.00', exact: null })
    expect(money.en('-0', 'points').text).toBe('0 points')
    const { toPercentCell, toFileSizeCell } = createQuantityCells('en')
    expect([toPercentCell('-0').text, toFileSizeCell('-0').text]).toEqual(['0%', '0 bytes'])
  })
})

test('quantities have their exact value unless the text shows its digits, then only zeros', () => {
  const quantities = createQuantityCells('en')
  const { toPercentCell, toFileSizeCell } = quantities
  expect([toPercentCell('1'), toPercentCell('0.125'), toPercentCell('0.12345')]).toMatchObject([
    { text: '100%', exact: null },
    { text: '12.5%', exact: '0.125' },
    { text: '12.35%', exact: '0.12345' },
  ])
  expect([toFileSizeCell('5'), toFileSizeCell('5123')]).toMatchObject([
    { text: '5 bytes', exact: null },
    { text: '5.1 kB', exact: '5123' },
  ])
  expect(quantities.createDurationMaker(1)('90')).toMatchObject({ text: '1 minute, 30 seconds', exact: '90' })
})

test.each([
  ['1e-07', '0.00001%'],
  ['1.25e-1', '12.5%'],
  ['1e2', '10,000%'],
  ['1e-9999999', '0%'],
  ['1e9999999', '∞%'],
])('formats the share %s as %s, without a zero for each power of ten', (text, shown) => {
  expect(createQuantityCells('en').toPercentCell(text)).toEqual({ kind: 'number', text: shown, exact: text })
})

test('a duration has its fraction of a second, also on a page that has shown one of none', () => {
  const make = createQuantityCells('en').createDurationMaker(1)
  expect(['0', '1.5', '00:00:02.25'].map((value) => make(value).text)).toEqual([
    '0 seconds',
    '1.5 seconds',
    '2.25 seconds',
  ])
})
