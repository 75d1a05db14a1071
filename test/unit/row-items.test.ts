import { expect, test } from 'vitest'
import type { Cell } from '../../src/page/cells/cell.ts'
import type { ColumnKind } from '../../src/page/cells/column-kind.ts'
import { toItems } from '../../src/page/model/row-items.ts'

const text = (value: string): Cell => ({ kind: 'text', text: value })
const money = (value: string): Cell => ({ kind: 'number', text: value, exact: null })
const picture: Cell = { kind: 'image', text: '', src: '/a.png', alt: '' }

/** Cells of one row, by label. */
function toItem(cells: Record<string, [ColumnKind, Cell | null]>) {
  const columns = Object.entries(cells).map(([label, [kind]]) => ({ label, kind }))
  const [item] = toItems({ columns, rows: [Object.values(cells).map(([, cell]) => cell)] })
  if (!item) throw new Error('There is no item')
  const { quantity, price, pairs } = item
  return {
    picture: item.picture?.kind ?? null,
    name: item.name?.text ?? null,
    price: quantity && price && `${quantity.cell.text} × ${price.cell.text}`,
    pairs: pairs.map(({ label, cell }) => `${label} ${cell.text}`),
  }
}

test.each<[string, Record<string, [ColumnKind, Cell | null]>, ReturnType<typeof toItem>]>([
  [
    'how many of what for how much',
    {
      photo: ['text', picture],
      name: ['text', text('Lamp')],
      qty: ['number', text('2')],
      price: ['number', money('$9.50')],
    },
    { picture: 'image', name: 'Lamp', price: '2 × $9.50', pairs: [] },
  ],
  [
    'the rest with its labels, in the order of the file',
    {
      name: ['text', text('Lamp')],
      colour: ['text', text('brass')],
      qty: ['number', text('2')],
      price: ['number', money('$9.50')],
      sku: ['text', text('L-1')],
    },
    { picture: null, name: 'Lamp', price: '2 × $9.50', pairs: ['colour brass', 'sku L-1'] },
  ],
  [
    'a quantity before the name',
    {
      qty: ['number', text('2')],
      no: ['text', text('4711')],
      name: ['text', text('台灯')],
      price: ['number', money('$9.50')],
    },
    { picture: null, name: '台灯', price: '2 × $9.50', pairs: ['no 4711'] },
  ],
  [
    'numbers alone, named by the first',
    { no: ['text', text('4711')], qty: ['text', text('2')] },
    { picture: null, name: '4711', price: null, pairs: ['qty 2'] },
  ],
  [
    'a quantity without a price',
    { name: ['text', text('Lamp')], qty: ['number', text('2')] },
    { picture: null, name: 'Lamp', price: null, pairs: ['qty 2'] },
  ],
  [
    'a price alone, which is not taken for a quantity',
    { name: ['text', text('Lamp')], qty: ['number', null], price: ['number', money('$9.50')] },
    { picture: null, name: 'Lamp', price: null, pairs: ['price $9.50'] },
  ],
  [
    'two amounts, of which none says how many',
    { name: ['text', text('Lamp')], price: ['number', money('$9.50')], tax: ['number', money('$1.00')] },
    { picture: null, name: 'Lamp', price: null, pairs: ['price $9.50', 'tax $1.00'] },
  ],
  [
    'three numbers, of which it is not known which two belong together',
    {
      name: ['text', text('Lamp')],
      qty: ['number', text('2')],
      price: ['number', money('$9.50')],
      tax: ['number', money('$1.00')],
    },
    { picture: null, name: 'Lamp', price: null, pairs: ['qty 2', 'price $9.50', 'tax $1.00'] },
  ],
  [
    'nothing of what is not there',
    { photo: ['text', null], name: ['text', null], qty: ['number', null] },
    { picture: null, name: null, price: null, pairs: [] },
  ],
])('shows %s', (_what, cells, expected) => {
  expect(toItem(cells)).toEqual(expected)
})

test('names an item by the first column without pictures', () => {
  const columns = ['photo', 'name'].map((label) => ({ label, kind: 'text' as const }))
  const items = toItems({
    columns,
    rows: [
      [null, text('Rug')],
      [picture, text('Lamp')],
    ],
  })
  expect(items.map(({ picture: shown, name }) => [shown?.kind ?? null, name?.text])).toEqual([
    [null, 'Rug'],
    ['image', 'Lamp'],
  ])
})
