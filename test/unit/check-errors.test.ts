import { expect, test } from 'vitest'
import { probeSearch } from '../../src/customer/check/check-search.ts'
import { findFullScans } from '../../src/customer/check/full-scans.ts'
import { findAcceptedIds, probeIds, probePanel, probeValues } from '../../src/customer/check/probe.ts'
import type { RunQuery } from '../../src/customer/check/run-query.ts'
import { parseQueryFile } from '../../src/customer/query-file/query-file.ts'

const { file } = parseQueryFile('a.sql', 'select :visitorImId as a where :sent.a is null')
const { file: search } = parseQueryFile('search.sql', 'select :name as id', 'search')

test.each<[string, (query: RunQuery) => Promise<unknown>]>([
  ['ids', (query) => probeIds(query, file)],
  ['accepted ids', (query) => findAcceptedIds(query, file)],
  ['values', (query) => probeValues(query, file, { base: {}, knownValues: {} })],
  ['a search', (query) => probeSearch(query, search)],
])('reports a fault of the program as itself, not of the file: %s', async (_name, probe) => {
  const query: RunQuery = (text) =>
    text.startsWith('explain')
      ? Promise.resolve({ rows: [[[]]], fields: [], runMs: 0 })
      : Promise.reject(new TypeError('not a function'))
  await expect(probe(query)).rejects.toThrow(TypeError)
})

test('reports an internal error in a panel that accepts an id', async () => {
  const query: RunQuery = (text) =>
    text.endsWith(' limit 0')
      ? Promise.resolve({ rows: [], fields: [], runMs: 0 })
      : Promise.reject(new TypeError('not a function'))
  await expect(probePanel(query, file)).rejects.toThrow(TypeError)
})

test('reports an unreadable plan, as behind a pooler that describes JSON as text', async () => {
  const query: RunQuery = () => Promise.resolve({ rows: [['[{"Plan": {}}]']], fields: [], runMs: 0 })
  expect(await findFullScans(query, file, {})).toEqual([
    'a.sql: could not be explained, so full scans of large tables are not reported: the plan is not JSON',
  ])
})
