import { describe, expect, test } from 'vitest'
import { toCardLayout } from '../../src/page/model/card-layout.ts'
import type { RowCard } from '../../src/page/model/row-card.ts'

const EMPTY: RowCard = {
  picture: null,
  title: null,
  state: null,
  amount: null,
  payment: null,
  date: null,
  carrier: null,
  way: null,
  due: null,
  items: null,
  text: null,
  pairs: [],
  folded: [],
}
const place = (text: string) => ({ label: '', isLabelled: false, cell: { kind: 'text', text } as const })
const layoutOf = (card: Partial<RowCard>, isBrief = true) => toCardLayout({ ...EMPTY, ...card }, isBrief)

describe('layout of a card', () => {
  test.each([
    ['EJ-4112', true],
    ['12345678901234', true],
    ['123456789012345', false],
    ['Oak table', false],
    ['订单', false],
    ['', false],
  ])('keeps the title %j on one line: %s', (text, isTitleShort) => {
    expect(layoutOf({ title: place(text) })).toMatchObject({ isTitleShort })
  })

  test.each([
    ['0.14285714285714285714', true],
    ['-12,345,678,901,234.5678', true],
    ['12345678901234', false],
    ['1'.repeat(25), false],
    ['A23456789012345', false],
  ])('keeps the digits of the title %j together: %s', (text, isTitleNumber) => {
    expect(layoutOf({ title: place(text) })).toMatchObject({ isTitleNumber })
  })

  test.each([
    ['Raise the credit limit', false],
    ['你好，我想咨询一下订单的物流信息，已经三天没有更新了，请帮忙查询一下，谢谢。', false],
    ['a'.repeat(77), false],
    ['a'.repeat(78), true],
    ['李'.repeat(46), true],
    ['Called.\nNobody answered.', true],
    ['a'.repeat(1_000_000), true],
  ])('shows the title %.20s… as prose: %s', (text, isTitleProse) => {
    expect(layoutOf({ title: place(text) })).toMatchObject({ isTitleProse })
  })

  test('lets amounts wrap that, with their label, are longer than 16 characters', () => {
    const labelled = (text: string) => ({ ...place(text), label: 'Mark', isLabelled: true })
    expect(layoutOf({ amount: place('9'.repeat(16)) })).toMatchObject({ isAmountLong: false })
    expect(layoutOf({ amount: place('9'.repeat(17)) })).toMatchObject({ isAmountLong: true })
    expect(layoutOf({ amount: labelled('9'.repeat(12)) })).toMatchObject({ isAmountLong: false })
    expect(layoutOf({ amount: labelled('9'.repeat(13)) })).toMatchObject({ isAmountLong: true })
    expect(layoutOf({ payment: place('x'.repeat(17)) })).toMatchObject({ isAmountLong: false })
  })

  test("puts a brief text in the amount's place if the card has no amount, payment and items", () => {
    const text = place('Tom')
    expect(layoutOf({ text })).toMatchObject({ isTextBeside: true, isDateBeside: false })
    expect(layoutOf({ text }, false)).toMatchObject({ isTextBeside: false, isDateBeside: true })
    for (const other of [
      { amount: place('1') },
      { payment: place('1') },
      { items: { ...place('1'), list: [] } },
    ])
      expect(layoutOf({ text, ...other })).toMatchObject({ isTextBeside: false })
  })

  test('puts the date beside the title if the card has no state, amount and payment', () => {
    const date = place('Nov 20')
    expect(layoutOf({ date })).toMatchObject({ isDateBeside: true })
    for (const other of [{ state: place('1') }, { amount: place('1') }, { payment: place('1') }])
      expect(layoutOf({ date, ...other })).toMatchObject({ isDateBeside: false })
  })

  test("puts a single labelled value in the date's place beside the amount", () => {
    const card = { amount: place('1'), pairs: [place('2')] }
    expect(layoutOf(card)).toMatchObject({ isPairBeside: true })
    for (const other of [{ date: place('x') }, { amount: null }, { pairs: [place('2'), place('3')] }])
      expect(layoutOf({ ...card, ...other })).toMatchObject({ isPairBeside: false })
  })

  test('knows the way of delivery by its carrier or its number', () => {
    expect(layoutOf({})).toMatchObject({ hasWay: false })
    expect(layoutOf({ carrier: place('DHL') })).toMatchObject({ hasWay: true })
    expect(layoutOf({ way: place('JD01') })).toMatchObject({ hasWay: true })
  })

  test('folds items of the format rows only', () => {
    const rows = { kind: 'rows', text: '', columns: [], rows: [], more: null } as const
    expect(layoutOf({ items: { ...place(''), cell: rows, list: [] } })).toMatchObject({ hasItemFold: true })
    expect(layoutOf({ items: { ...place('x'), list: [] } })).toMatchObject({ hasItemFold: false })
    expect(layoutOf({})).toMatchObject({ hasItemFold: false })
  })
})
