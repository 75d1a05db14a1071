import { spawn } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { administer, createEmptyDatabase } from '../support/database.ts'
import { freePort } from '../support/free-port.ts'
import { blocksOf, handOut } from '../support/guide-blocks.ts'
import { variablesOfExample } from '../support/operations.ts'
import { isAlive } from '../../src/database/embedded/pid-files.ts'
import { hasCommand } from '../support/has-command.ts'
import { keepLog, keepSecrets } from '../support/run-log.ts'

/*
 * The commands of the documents, run unchanged and in order, but with addresses that exist here. `docker` is
 * replaced by a stand-in, which runs what would run in the container.
 */

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const STAND_IN = fileURLToPath(new URL('../support/docker-stand-in.js', import.meta.url))
const DOCUMENTS = ['README', 'deploy/kubernetes/README'].concat(
  readdirSync(`${ROOT}docs`)
    .filter((name) => name.endsWith('.md') && !name.includes('.zh-CN'))
    .map((name) => `docs/${name.slice(0, -3)}`),
)
const shell = (documents: readonly string[]) => blocksOf(documents, ['sh', 'bash', 'shell', 'console'])

/** Beginnings of the blocks that are not run here, and the reasons. */
const NOT_RUN = {
  'README.md: npm ci && npm start     # prints links to sample customers':
    'embedded.test.ts starts it; the gate installs',
  'docs/operations.md: docker compose up --build': 'no engine; image.test.ts inspects its files',
  'docs/monitoring.md: cd deploy/prometheus': 'monitoring.test.ts runs it',
  'docs/releases.md: npm run --silent sbom > sbom.cdx.json':
    'npm’s own; releases.test.ts counts the packages',
  'docs/releases.md: cosign verify ghcr.io/OWNER/hyphenate-crm-page@sha256:… \\': 'nothing is published yet',
  "docs/releases.md: docker buildx imagetools inspect node:24-bookworm-slim --format '{{.Manifest.Digest}}'":
    'no registry',
  'docs/your-own-tables.md: export DATABASE_URL=postgres://crm_page:…@db.example.com/shop QUERIES_DIR=/path/to/shop-one':
    'guide.test.ts makes this shop and checks it',
  'docs/your-own-tables.md: npm run check -- --visitor lijipeng_2019 --channel app': 'guide.test.ts runs it',
  'deploy/kubernetes/README.md: kubectl create secret generic crm-page --from-file=database-url --from-file=access-tokens --from-file=server-secret':
    'no cluster',
}
const all = shell(DOCUMENTS.map((name) => `${name}.md`))
const isVariables = (text: string) =>
  text
    .trim()
    .split('\n')
    .every((line) => /^[A-Z_]+=\S+( +#.*)?$/.test(line))
const commands = handOut(all.filter(({ text }) => !isVariables(text)))
const operations = (beginning: string) => commands.take('docs/operations.md', beginning)
const audit = (beginning: string) => commands.take('docs/audit.md', beginning)
const blocks = {
  image: operations('docker build'),
  tables: operations('export DATABASE_URL'),
  faults: operations('docker logs --since 1h'),
  keyUses: operations('docker logs --since 24h'),
  verify: audit('npm run --silent audit -- verify'),
  who: audit('npm run --silent audit -- who'),
  identity: commands.take('docs/identity.md', 'npm run --silent identity'),
  url: commands.take('docs/parameters.md', 'HYPHENATE_DES_KEY='),
}
const [roles = '', linkRoles = '', secondRole = ''] = blocksOf(['docs/operations.md'], ['sql']).map(
  ({ text }) => text,
)

test('runs every block of commands, or gives the reason why not', () => {
  expect(commands.left().sort()).toEqual(Object.keys(NOT_RUN).sort())
})

test('uses only existing variables in blocks of variables', () => {
  const names = all
    .filter(({ text }) => isVariables(text))
    .flatMap(({ text }) => text.match(/^[A-Z_]+(?==)/gm) ?? [])
  expect(names).toContain('IDENTITY_SECRET')
  expect(names.filter((name) => !variablesOfExample().has(name))).toEqual([])
})

test.each(DOCUMENTS)('has the same commands in Chinese: %s', (name) => {
  const plain = (path: string) => shell([path]).map(({ text }) => text.replaceAll(/^#.*\n|\s+#.*$/gm, ''))
  expect(plain(`${name}.zh-CN.md`)).toEqual(plain(`${name}.md`))
})

/** Where the commands run: the files of a checkout, in a writable directory. */
const project = mkdtempSync(join(tmpdir(), 'crm-page-guide-'))
for (const name of ['package.json', 'dist', '.git']) symlinkSync(join(ROOT, name), join(project, name))
for (const name of ['bin', 'log']) mkdirSync(join(project, name))
symlinkSync(STAND_IN, join(project, 'bin/docker'))

const AUDIT_FILE = join(project, 'log/audit.log')
const SERVER_SECRET = 'of the commands of the guide, 32+'
/** Roles belong to the whole server, so each run uses its own names. */
const suffix = `_${String(process.pid)}`
const ownRoles = (sql: string) =>
  sql.replaceAll(/\bcrm_page(_link|_2)?\b/g, `$&${suffix}`).replaceAll('…', 'of-the-guide')

let database: Awaited<ReturnType<typeof createEmptyDatabase>>
let port: string
beforeAll(async () => {
  database = await createEmptyDatabase()
  port = String(await freePort())
})
afterAll(async () => {
  const pid = containerPid()
  if (pid > 0 && isAlive(pid)) process.kill(pid, 'SIGKILL')
  const made = `crm_page${suffix}`
  for (const role of [`${made}_2`, made, `crm_page_link${suffix}`])
    await administer(database.url, `drop owned by ${role}`, `drop role ${role}`).catch(() => undefined)
  await database.drop()
  rmSync(project, { recursive: true })
})

/** The process started by the stand-in; 0 before that. */
function containerPid(): number {
  const file = join(project, 'crm-page.pid')
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0
}

/** The database's URL with another account. */
function urlOf(role: string): string {
  const url = new URL(database.url)
  url.username = role
  url.password = 'of-the-guide'
  return url.href
}

/** Runs a block in the shell, which exits at the first command that fails. */
async function run(text: string, env: Record<string, string> = {}) {
  keepSecrets(env)
  const child = spawn('sh', ['-e', '-c', text], {
    cwd: project,
    env: {
      PATH: `${join(project, 'bin')}:${process.env['PATH'] ?? ''}`,
      HOME: project,
      TMPDIR: tmpdir(),
      // A build before each command would only repeat the first one.
      npm_config_ignore_scripts: 'true',
      npm_config_update_notifier: 'false',
      PORT_OF_CONTAINER: port,
      SERVER_SECRET,
      TIME_ZONE: 'UTC',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, err] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (err += chunk))
  const code = await new Promise<number | null>((settle) => child.once('close', settle))
  return { code, out, err }
}

const isRequired = process.env['REQUIRE_GUIDE'] === '1'
const hasAll = ['curl', 'jq', 'openssl'].map((name) => hasCommand(name, isRequired)).every(Boolean)

describe.skipIf(!hasAll)('the operations guide', () => {
  const containerEnv = { AUDIT_FILE, AUDIT_CHAIN: 'on', HYPHENATE_DES_KEY: '12345678' }

  test('creates the tables as the owner', async () => {
    const text = blocks.tables.replace('postgres://owner:…@db.example.com/crm', database.url)
    expect(await run(text)).toMatchObject({ code: 0, err: '' })
  })

  test('creates roles with the page’s privileges, and the image’s check reports none missing', async () => {
    await administer(database.url, ownRoles(roles), ownRoles(linkRoles))
    writeFileSync(join(project, 'url'), urlOf(`crm_page${suffix}`))
    const DATABASE_WRITE_URL = urlOf(`crm_page_link${suffix}`)
    const { code, out, err } = await run(blocks.image, { ...containerEnv, DATABASE_WRITE_URL })
    expect(err).toBe('Warning: the page answers to any Host: set ALLOWED_HOSTS to its host names.\n')
    expect(out).toContain('No faults found.')
    expect(code).toBe(0)
  })

  test('starts a page that answers the guide’s requests', async () => {
    const token = readFileSync(join(project, 'tokens'), 'utf8').trim()
    const guide = readFileSync(`${ROOT}docs/operations.md`, 'utf8')
    const [, curl = ''] = /`(curl [^`]+)`/.exec(guide) ?? []
    const [, health = ''] = /`(docker exec [^`]+health-check\.js)`/.exec(guide) ?? []
    const page = `http://127.0.0.1:${port}/${token}/?visitorImId=webim-visitor-8K2FTG9QTYWRT8EYVJ7F`
    await expect
      .poll(() =>
        fetch(page).then(
          ({ status }) => status,
          () => 0,
        ),
      )
      .toBe(200)
    const { out } = await run(
      curl.replace('https://crm.example.com/<token>', `http://127.0.0.1:${port}/${token}`),
    )
    expect(out).toContain('frame-ancestors https://kefu.easemob.com https://*.easemob.com')
    expect(out.toLowerCase()).not.toContain('x-frame-options')
    expect(await run(health)).toMatchObject({ code: 0, out: 'status 200\n' })
  })

  test('counts the uses of each key', async () => {
    const { out: url } = await run(blocks.url)
    expect(url).toContain('877523f86f18f55e')
    const { search } = new URL(url.trim())
    const token = readFileSync(join(project, 'tokens'), 'utf8').trim()
    expect((await fetch(`http://127.0.0.1:${port}/${token}/${search}`)).status).toBe(200)
    const pid = containerPid()
    process.kill(pid, 'SIGTERM')
    await expect.poll(() => isAlive(pid)).toBe(false)
    keepLog(readFileSync(join(project, 'crm-page.log'), 'utf8'))
    const { out } = await run(blocks.keyUses)
    expect(JSON.parse(out)).toEqual({ current: 3, previous: 0 })
  })

  test('shows the faults of the last hour', async () => {
    const { code, out, err } = await run(blocks.faults)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const faults = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object)
    expect(faults).toContainEqual({ event: 'any_host', code: null, lines: 1 })
  })

  test('creates a second account that may read what the first one may', async () => {
    await administer(database.url, ownRoles(secondRole))
    await administer(urlOf(`crm_page_2${suffix}`), 'select 1 from customers, orders')
  })
})

describe.skipIf(!hasAll)('the audit guide', () => {
  test('verifies the file that the container wrote', async () => {
    const text = blocks.verify
      .replace('/var/log/crm-page', join(project, 'log'))
      .replace('/audit/audit.log', AUDIT_FILE)
    const { code, out, err } = await run(text)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out.match(/ audit lines: /g)).toHaveLength(2)
  })

  test('shows who saw a customer', async () => {
    copyFileSync(AUDIT_FILE, join(project, 'audit.log'))
    writeFileSync(join(project, 'audit.log.2.gz'), gzipSync(''))
    const { code, out, err } = await run(blocks.who.replace('/var/log/crm-page', join(project, 'log')))
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('view') as string })
    // The guide's example digest matches nobody.
    expect(err).toMatch(/^None of \d+ audit lines names this customer\.\n$/)
  })
})

test('creates a token with the identity guide, and explains it', async () => {
  const [make = '', explain = ''] = blocks.identity.split(/(?<=\n)/)
  const env = { IDENTITY_SECRET: 'a secret of 32 bytes or more, of the guide' }
  const { out: token } = await run(make, env)
  const { code, out } = await run(explain.replace('TOKEN', token.trim()), env)
  expect(out).toContain('1001')
  expect(code).toBe(0)
})
