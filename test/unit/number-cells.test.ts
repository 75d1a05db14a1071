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
  ['-123456789012345678901234567890.10', '-123,456,789,012,345,678,901,234,567,890.10'],
  ['9'.repeat(400), '9'.repeat(400)],
])('formats %s as %s, with all digits', (text, shown) => {
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
    const exact = `${amount} ${currency}`
    expect(money.en(amount, currency)).toEqual({ kind: 'number', text: en, exact })
    expect(money.zh(amount, currency)).toEqual({ kind: 'number', text: zh, exact })
  })

  test('of zero have no sign, even of a negative floating-point zero', () => {
    expect(money.en('-0', 'USD')).toEqual({ kind: 'number', text: '$0.00', exact: '0 USD' })
    expect(money.en('-0', 'points').text).toBe('0 points')
    const { toPercentCell, toFileSizeCell } = createQuantityCells('en')
    expect([toPercentCell('-0').text, toFileSizeCell('-0').text]).toEqual(['0%', '0 bytes'])
  })
})
