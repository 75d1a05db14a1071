import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { BUILD_INFO } from '../../src/build-info.ts'
import { loadConfig } from '../../src/config/load.ts'
import { variablesOfExample } from '../support/operations.ts'

const read = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../deploy/kubernetes/${name}`, import.meta.url)), 'utf8')

type Labels = Record<string, string>
interface Probe {
  httpGet: { path: string; port: string }
}
interface Container {
  image: string
  ports?: { name: string; containerPort: number }[]
  env: { name: string; value: string }[]
  volumeMounts: { mountPath: string }[]
  startupProbe: Probe
  livenessProbe: Probe
  readinessProbe: Probe
  lifecycle: { preStop: { exec: { command: string[] } } }
}
type Check = Pick<Container, 'image' | 'env' | 'volumeMounts'> & { command: string[] }
interface Pod {
  metadata: { labels: Labels }
  spec: { terminationGracePeriodSeconds: number; initContainers?: [Check]; containers: [Container] }
}
interface Workload {
  spec: { selector: { matchLabels: Labels }; template: Pod }
}

const deployment = parse(read('deployment.yaml')) as Workload
const job = parse(read('migrate-job.yaml')) as Workload
const pod = deployment.spec.template
const [page] = pod.spec.containers
const env = Object.fromEntries(page.env.map(({ name, value }) => [name, value]))

describe.each([
  ['the page', page],
  ['the job', job.spec.template.spec.containers[0]],
])('%s', (_name, { env: given, volumeMounts, image }) => {
  test('sets only existing variables, and mounts the files of its secrets', () => {
    const known = variablesOfExample()
    for (const { name, value } of given) {
      expect(known).toContain(name.replace(/_FILE$/, ''))
      if (name.endsWith('_FILE'))
        expect(volumeMounts.some(({ mountPath }) => value.startsWith(`${mountPath}/`))).toBe(true)
    }
  })

  test('uses this version', () => {
    expect(image).toMatch(new RegExp(`:${BUILD_INFO.version}$`))
  })
})

test('has a valid configuration', () => {
  const secrets = {
    DATABASE_URL: 'postgres://crm_page@db.example.com/crm',
    ACCESS_TOKENS: 'a'.repeat(48),
    SERVER_SECRET: 'b'.repeat(48),
  }
  const plain = Object.fromEntries(Object.entries(env).filter(([name]) => !name.endsWith('_FILE')))
  expect(() => loadConfig({ ...plain, ...secrets })).not.toThrow()
})

test('uses the ports that the page listens on', () => {
  const ports = Object.fromEntries((page.ports ?? []).map(({ name, containerPort }) => [name, containerPort]))
  expect(ports).toEqual({ http: 3000, ops: Number(env['OPS_PORT']) })
})

test('uses health endpoints as probes, with a readiness probe that excludes the database', () => {
  const { startupProbe, livenessProbe, readinessProbe } = page
  const paths = [startupProbe, livenessProbe, readinessProbe].map(({ httpGet }) => httpGet.path)
  expect(paths).toEqual(['/healthz', '/healthz', '/readyz?exclude=database'])
})

test('checks image, variables and secrets before a new pod starts', () => {
  const { image, env, volumeMounts } = page
  expect(pod.spec.initContainers).toMatchObject([
    { image, env, volumeMounts, command: ['node', 'dist/main.js', 'check'] },
  ])
})

test('has a grace period longer than a shutdown', () => {
  const [, wait] = page.lifecycle.preStop.exec.command
  const stop = loadConfig({}).shutdownTimeoutMs
  expect(pod.spec.terminationGracePeriodSeconds * 1000).toBeGreaterThan(Number(wait) * 1000 + stop)
})

test('services, budget and policy select the pods of the page, but not those of the job', () => {
  const { matchLabels } = deployment.spec.selector
  expect(pod.metadata.labels).toMatchObject(matchLabels)
  expect(job.spec.template.metadata.labels).not.toMatchObject(matchLabels)
  const others = ['service.yaml', 'availability.yaml', 'network-policy.yaml'].flatMap((name) =>
    parseAllDocuments(read(name)).map(
      (document) => document.toJS() as Record<string, Record<string, unknown>>,
    ),
  )
  const selectors = others.flatMap(({ spec }) => spec?.['selector'] ?? spec?.['podSelector'] ?? [])
  expect(selectors).toHaveLength(4)
  for (const selector of selectors)
    expect((selector as { matchLabels?: Labels }).matchLabels ?? selector).toEqual(matchLabels)
})
