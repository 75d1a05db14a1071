import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { startApp, type TestApp } from '../support/app.ts'
import { cloneDatabase } from '../support/database.ts'
import { hasCommand } from '../support/has-command.ts'

const folder = fileURLToPath(new URL('../../deploy/', import.meta.url))
const read = (name: string) => readFileSync(folder + name, 'utf8')
const TEST_FILES = ['rules.test.yaml', 'rules-week.test.yaml'] as const

interface Rules {
  groups: { rules: { alert?: string; record?: string; expr: string; annotations?: object }[] }[]
}
const rules = (parse(read('prometheus/rules.yaml')) as Rules).groups.flatMap((group) => group.rules)
const alerts = rules.flatMap(({ alert }) => alert ?? [])

interface Dashboard {
  panels: { title: string; targets: { expr: string }[] }[]
}
const dashboard = JSON.parse(read('grafana/dashboard.json')) as Dashboard
const graphs = dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ title, expr })))

let app: TestApp
let database: Awaited<ReturnType<typeof cloneDatabase>>
let exposed: ReadonlySet<string>
let text: string
beforeAll(async () => {
  database = await cloneDatabase()
  app = await startApp(database.url, { ACCESS_TOKENS: 'token-of-the-monitoring', RATE_LIMIT_PER_MINUTE: '0' })
  // As a process with its own certificate does.
  app.services.metrics.addCertificateExpiry(() => 0)
  text = await app.services.metrics.registry.metrics()
  exposed = new Set(
    [...text.matchAll(/^# TYPE (\S+) (\w+)$/gm)].flatMap(([, name = '', type]) =>
      type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
    ),
  )
})
afterAll(async () => {
  await app.close()
  await database.drop()
})

/** Names of metrics in an expression; Prometheus itself provides `up`. */
const metricsIn = (expr: string) => expr.match(/\b(crm_page|process|nodejs)_[a-z0-9_]+/g) ?? []

describe('every metric that the Prometheus files use', () => {
  test.each(rules.map(({ alert, record, expr }) => [alert ?? record ?? '', expr]))(
    'is exposed by the page: %s',
    (_name, expr) => {
      expect(metricsIn(expr).filter((name) => !exposed.has(name))).toEqual([])
    },
  )

  test.each(graphs.map(({ title, expr }) => [title, expr]))('is exposed by the page: %s', (_title, expr) => {
    expect(metricsIn(expr)).not.toEqual([])
    expect(metricsIn(expr).filter((name) => !exposed.has(name))).toEqual([])
  })

  test('counts no page as refused that an agent has left', () => {
    const refused = [...rules, ...graphs]
      .map(({ expr }) => expr)
      .filter((expr) => expr.includes('status=~"4'))
    expect(refused).not.toEqual([])
    for (const expr of refused) expect(expr).toContain('outcome!="aborted"')
  })

  test('has outcomes that are counted from 0', () => {
    const outcomes = rules
      .flatMap(({ expr }) => [...expr.matchAll(/outcome=~?"([^"]+)"/g)])
      .flatMap(([, outcome = '']) => outcome.split('|'))
    for (const outcome of outcomes)
      expect(text).toMatch(
        new RegExp(`requests_total\\{route="[^"]+",outcome="${outcome}",status="\\d+"\\} 0`),
      )
  })
})

test('counts each panel, repair, verification result and key as 0 before the first page', () => {
  for (const line of [
    'crm_page_panels_total{panel="orders",status="failed"} 0',
    'crm_page_repairs_total{kind="null_text"} 0',
    'crm_page_identities_total{status="failed",reason="expired",key="none"} 0',
    'crm_page_decryptions_total{result="failed",key="none"} 0',
    'crm_page_token_uses_total{position="1"} 0',
  ])
    expect(text).toContain(`${line}\n`)
  expect(text).toMatch(/crm_page_build_info\{version="\d+\.\d+\.\d+",commit="\w+"\} 1\n/)
})

test('says in every alert what happened and what to do', () => {
  for (const { alert, annotations } of rules)
    if (alert !== undefined)
      expect(annotations, alert).toMatchObject({
        summary: expect.any(String),
        description: expect.any(String),
      })
})

test('has a firing and a silent case for every alert', () => {
  const names = TEST_FILES.flatMap((file) =>
    (parse(read(`prometheus/${file}`)) as { tests: { name: string }[] }).tests.map(({ name }) => name),
  )
  for (const alert of alerts)
    for (const word of ['fires', 'is silent'])
      expect(
        names.some((name) => name.startsWith(`${alert} ${word}: `)),
        `${alert} ${word}`,
      ).toBe(true)
})

/** The queries of the graphs as rules, because promtool checks nothing else without a server. */
function writeAsRules(asked: readonly { expr: string }[]): string {
  const path = join(mkdtempSync(join(tmpdir(), 'crm-page-graphs-')), 'rules.yaml')
  const recorded = asked.map(({ expr }, index) => ({
    record: `graph:${String(index)}`,
    // Grafana inserts the interval.
    expr: expr.replaceAll('$__rate_interval', '5m'),
  }))
  writeFileSync(path, stringify({ groups: [{ name: 'graphs', rules: recorded }] }))
  return path
}

const hasPromtool = hasCommand('promtool', process.env['REQUIRE_PROMTOOL'] === '1')

test.skipIf(!hasPromtool)(
  'promtool accepts the configuration and passes the tests of the alerts',
  async () => {
    const promtool = promisify(execFile)
    const cwd = `${folder}prometheus`
    // Rejects with the output of promtool if it finds a fault.
    await promtool('promtool', ['check', 'config', 'prometheus.yaml'], { cwd })
    await promtool('promtool', ['test', 'rules', ...TEST_FILES], { cwd })
    await promtool('promtool', ['check', 'rules', writeAsRules(graphs)])
  },
  120_000,
)

test('includes pages that the database rejects in the page histogram', async () => {
  const lost = await startApp('postgres://nobody@127.0.0.1:1/nothing')
  await lost.get('/?visitorImId=emma.johansson').expect(503)
  await expect
    .poll(() => lost.services.metrics.registry.metrics())
    .toContain('crm_page_page_duration_seconds_count 1\n')
  await lost.close()
})

test('logs limited clients once a minute, with a digest of the address', async () => {
  const limited = await startApp(database.url, { RATE_LIMIT_PER_MINUTE: '1', TRUST_PROXY: '1' })
  const headers = { 'X-Forwarded-For': '203.0.113.9' }
  await limited.get('/nothing', headers).expect(404)
  for (let count = 0; count < 3; count += 1) await limited.get('/nothing', headers).expect(429)
  const lines = () => limited.lines.filter((line) => line.includes('"event":"limited"'))
  await expect.poll(lines).toHaveLength(1)
  expect(JSON.parse(lines()[0] ?? '')).toMatchObject({
    level: 'warn',
    count: 1,
    code: 'too_many_requests',
    client: expect.stringMatching(/^h:[0-9a-f]{16}$/),
  })
  expect(limited.lines.join('')).not.toContain('203.0.113.9')
  await limited.close()
})
