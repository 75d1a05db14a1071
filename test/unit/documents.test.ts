import { describe, expect, test } from 'vitest'
import { schema } from '../../src/config/schema.ts'
import { createMetrics } from '../../src/logging/metrics.ts'
import { RESERVED_PATHS } from '../../src/reserved-paths.ts'
import {
  alertsOfDocument,
  alertsOfRules,
  blocksOfDocument,
  eventsOfDocument,
  eventsOfSource,
  metricsOfDocument,
  readDocument,
  variablesOfDocument,
  variablesOfExample,
} from '../support/operations.ts'

function metricsThatThereAre(): string[] {
  const pool = { totalCount: 0, idleCount: 0, waitingCount: 0, options: { max: 1 } }
  const metrics = createMetrics({
    pool,
    panels: [],
    repairs: [],
    tokens: 0,
    logOutput: { backlogBytes: () => 0, droppedLines: () => 0 },
    admission: { count: () => ({ running: 0, waiting: 0 }) },
  })
  metrics.addCertificateExpiry(() => 0)
  const names = metrics.registry.getMetricsAsArray().map(({ name }) => name)
  return names.filter((name) => name.startsWith('crm_page_'))
}

/** Those that somebody sets, and not npm. */
const variables = Object.keys(schema.shape).filter((name) => name === name.toUpperCase())

test('.env.example lists all variables', () => {
  expect([...variablesOfExample()].sort()).toEqual([...variables].sort())
})

test.each(['operations.md', 'operations.zh-CN.md'])('docs/%s lists all variables', (document) => {
  expect([...variablesOfDocument(document)].sort()).toEqual([...variables].sort())
})

describe.each(['monitoring.md', 'monitoring.zh-CN.md'])('docs/%s', (document) => {
  test('lists all alerts', () => {
    expect([...alertsOfDocument(document)].sort()).toEqual([...alertsOfRules()].sort())
  })

  test('lists all logged events', () => {
    expect([...eventsOfDocument(document)].sort()).toEqual([...eventsOfSource()].sort())
  })

  test('lists all metrics', () => {
    expect([...metricsOfDocument(document)].sort()).toEqual(metricsThatThereAre().sort())
  })
})

test.each(['your-own-tables.md', 'your-own-tables.zh-CN.md'])(
  'docs/%s lists the names that a window cannot have',
  (document) => {
    const text = readDocument(document)
    expect([...RESERVED_PATHS].filter((name) => !text.includes(`\`${name}\``))).toEqual([])
  },
)

test.each([
  ['operations', 8],
  ['proxies', 4],
  ['high-availability', 3],
  ['monitoring', 1],
])('docs/%s has the same code blocks in both languages', (name, count) => {
  const blocks = blocksOfDocument(`${name}.md`)
  expect(blocks).toHaveLength(count)
  expect(blocksOfDocument(`${name}.zh-CN.md`)).toEqual(blocks)
})
