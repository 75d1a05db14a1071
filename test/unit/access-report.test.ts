import { expect, test } from 'vitest'
import { createAccessReport } from '../../src/audit/access-report.ts'

const toLine = (fields: object) => JSON.stringify({ audit: true, time: 'T', ...fields })
const view = (requestId: string, customerId = '1') =>
  toLine({ action: 'view', requestId, customerId, agentId: '7' })
const refused = (...requestIds: string[]) => toLine({ action: 'refused', requestIds })

function tell(...lines: string[]) {
  const who = createAccessReport(new Set(['1']))
  return lines.map((line) => who(line))
}

test('lists the refused requests about this customer only', () => {
  expect(tell(view('a'), view('b', '2'), view('c'), refused('a', 'b'), refused('b'))).toEqual([
    'T  view  agent 7  request a',
    null,
    'T  view  agent 7  request c',
    'T  refused  answer not given  request a',
    null,
  ])
})

test('marks a line that is read after its refusal, as files come in any order', () => {
  expect(tell(refused('a'), view('a'), view('b'))).toEqual([
    null,
    'T  view  answer not given  agent 7  request a',
    'T  view  agent 7  request b',
  ])
})

test('skips a refusal without a list', () => {
  expect(tell(view('a'), toLine({ action: 'refused' }))).toEqual(['T  view  agent 7  request a', null])
})
