import { describe, expect, test } from 'vitest'
import { schema } from '../../src/config/schema.ts'
import { createMetrics } from '../../src/logging/metrics.ts'
import {
  blocksOfDocument,
  eventsOfDocument,
  eventsOfSource,
  metricsOfDocument,
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

describe.each(['operations.md', 'operations.zh-CN.md'])('docs/%s', (document) => {
  test('lists all variables', () => {
    expect([...variablesOfDocument(document)].sort()).toEqual([...variables].sort())
  })

  test('lists all logged events', () => {
    expect([...eventsOfDocument(document)].sort()).toEqual([...eventsOfSource()].sort())
  })
})

test.each(['monitoring.md', 'monitoring.zh-CN.md'])(
  'docs/%s has the metrics that are counted',
  (document) => {
    expect([...metricsOfDocument(document)].sort()).toEqual(metricsThatThereAre().sort())
  },
)

test('both languages have the same code blocks', () => {
  const blocks = blocksOfDocument('operations.md')
  expect(blocks.length).toBeGreaterThan(5)
  expect(blocksOfDocument('operations.zh-CN.md')).toEqual(blocks)
})
