import { expect, test } from 'vitest'
import { toCustomerCard } from '../../src/page/model/customer-card.ts'

test('only arrays of the format tags stand without their label', () => {
  const cell = { kind: 'tags', text: '2001, 2003', tags: ['2001', '2003'] } as const
  const of = (name: string, display: 'tags' | 'date' | null) => ({ name, label: name, cell, display })
  const { tags, details } = toCustomerCard(
    [of('vip', 'tags'), of('grades', null), of('births', 'date')],
    'Ada',
  )
  expect([tags, details].map((fields) => fields.map(({ name }) => name))).toEqual([
    ['vip'],
    ['grades', 'births'],
  ])
})

test.each([
  ['Emma', 'Emma Johansson', null],
  ['johansson emma', 'Emma Johansson', null],
  ['Em', 'Emma Johansson', 'Em'],
  ['鹏哥', '李继鹏', '鹏哥'],
])('shows the nickname %s beside %s unless it repeats the name: %s', (nickname, name, shown) => {
  const cell = { kind: 'text', text: nickname } as const
  const card = toCustomerCard([{ name: 'nickname', label: 'Nickname', cell, display: null }], name)
  expect([card.nickname?.cell.text ?? null, card.details]).toEqual([shown, []])
})
