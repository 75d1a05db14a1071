import { expect, test } from 'vitest'
import type { Cell } from '../../src/page/cells/cell.ts'
import type { Candidate } from '../../src/page/model/candidate.ts'
import { liftCommon } from '../../src/page/model/common-fields.ts'

const text = (value: string): Cell => ({ kind: 'text', text: value })

function toCandidate(cells: Record<string, Cell>): Candidate {
  const fields = Object.entries(cells).map(([name, cell]) => ({
    name,
    label: name,
    cell,
    display: null,
    isLabelled: false,
  }))
  return { id: '1', name: 'A', nameParts: [], basis: null, values: {}, open: null, fields }
}

function lift(cells: Record<string, Cell>[], masked: string[] = []) {
  const { candidates, common } = liftCommon(cells.map(toCandidate), masked)
  return [common.map(({ name }) => name), candidates.map(({ fields }) => fields.map(({ name }) => name))]
}

test.each<[string, Record<string, Cell>[], string[], unknown]>([
  ['one candidate', [{ city: text('Boston') }], [], [[], [['city']]]],
  [
    'what all have',
    [
      { city: text('Boston'), no: text('1') },
      { no: text('2'), city: text('Boston') },
    ],
    [],
    [['city'], [['no'], ['no']]],
  ],
  [
    'what one lacks',
    [{ city: text('Boston') }, { city: text('Boston') }, {}],
    [],
    [[], [['city'], ['city'], []]],
  ],
  [
    'the same mask',
    [{ phone: text('••••\u00a043') }, { phone: text('••••\u00a043') }],
    ['phone'],
    [[], [['phone'], ['phone']]],
  ],
  [
    'links of one text',
    [
      { site: { kind: 'link', text: 'Site', href: '/a' } },
      { site: { kind: 'link', text: 'Site', href: '/b' } },
    ],
    [],
    [[], [['site'], ['site']]],
  ],
])('%s', (_name, cells, masked, expected) => {
  expect(lift(cells, masked)).toEqual(expected)
})
