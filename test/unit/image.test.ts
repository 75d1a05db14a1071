import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { variablesOfExample } from '../support/operations.ts'

const fromRoot = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url))
const read = (name: string) => readFileSync(fromRoot(name), 'utf8')

/** What the Dockerfile copies from the project, and not from another stage. */
const copied = [...read('Dockerfile').matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, names = '']) =>
  names.split(' '),
)

test('copies existing files', () => {
  expect(copied).toContain('src')
  expect(copied.filter((name) => !existsSync(fromRoot(name)))).toEqual([])
})

test('includes exactly the copied files in the build context', () => {
  const lines = read('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  expect(lines[0]).toBe('*')
  expect(lines.slice(1).sort()).toEqual([...new Set(copied)].map((name) => `!${name}`).sort())
})

test('starts the same command as `npm start`', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: { start: string } }
  // Its `set` puts this before the command of the page.
  expect(read('Dockerfile')).toContain(`set -- ${scripts.start} `)
})

interface Compose {
  services: Record<
    string,
    {
      build?: string
      environment?: Record<string, unknown>
      volumes?: string[]
      depends_on?: Record<string, unknown>
      mem_limit?: string
      logging?: { driver: string; options: Record<string, string> }
    }
  >
  volumes: Record<string, unknown>
}
const { services, volumes } = parse(read('compose.yaml'), { merge: true }) as Compose

test('compose.yaml sets only existing variables', () => {
  const known = variablesOfExample()
  const given = Object.values(services)
    .filter(({ build }) => build !== undefined)
    .flatMap(({ environment = {} }) => Object.keys(environment))
  expect(given).toContain('DATABASE_URL_FILE')
  expect(given.map((name) => name.replace(/_FILE$/, '')).filter((name) => !known.has(name))).toEqual([])
})

test('the production file sets only existing variables, and differs from the trial', () => {
  const production = parse(read('compose/production.yaml'), { merge: true }) as Compose
  expect(Object.keys(production.services)).toEqual(['server', 'caddy'])
  const known = variablesOfExample()
  const given = Object.keys(production.services['server']?.environment ?? {})
  expect(given).toEqual(
    expect.arrayContaining(['DATABASE_URL_FILE', 'ACCESS_TOKENS_FILE', 'SERVER_SECRET_FILE']),
  )
  expect(given.map((name) => name.replace(/_FILE$/, '')).filter((name) => !known.has(name))).toEqual([])
})

test.each(['compose.yaml', 'compose/production.yaml'])(
  'limits memory and log of every service, and keeps the audit outside its container: %s',
  (file) => {
    for (const [name, service] of Object.entries((parse(read(file), { merge: true }) as Compose).services)) {
      expect(service.mem_limit, name).toMatch(/^\d+[mg]$/)
      const { driver, options } = service.logging ?? {}
      const isAudited = file === 'compose/production.yaml' && name === 'server'
      if (isAudited) expect(driver).toBe('journald')
      else expect(options, name).toMatchObject({ 'max-size': '10m', 'max-file': '5' })
    }
  },
)

test('compose.yaml refers to existing files, volumes and services', () => {
  for (const { volumes: mounted = [], depends_on: needed = {} } of Object.values(services)) {
    for (const [source = ''] of mounted.map((mount) => mount.split(':'))) {
      expect(source.startsWith('./') ? existsSync(fromRoot(source)) : source in volumes, source).toBe(true)
    }
    for (const name of Object.keys(needed)) expect(services).toHaveProperty(name)
  }
})
