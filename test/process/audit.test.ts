import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { audit as auditCommand } from '../../src/commands/audit.ts'
import { runCommand } from '../support/commands.ts'
import { cloneDatabase } from '../support/database.ts'
import { runMain } from '../support/process.ts'

const SERVER_SECRET = 'the secret of a server in the tests of its audit'
const PAGE = '/?visitorImId=emma.johansson&agentId=7'

let database: Awaited<ReturnType<typeof cloneDatabase>>
beforeAll(async () => {
  database = await cloneDatabase()
})
afterAll(() => database.drop())

const audit = (...args: string[]) => runMain(['audit', ...args], { SERVER_SECRET }).ended

test('leaves a complete audit after a clean shutdown, and an open end after kill -9', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'audit-')), 'audit.log')
  const env = { DATABASE_URL: database.url, SERVER_SECRET, AUDIT_FILE: file, AUDIT_CHAIN: 'on' }

  const stopped = runMain([], env)
  expect((await fetch((await stopped.url()) + PAGE)).status).toBe(200)
  stopped.kill('SIGTERM')
  expect((await stopped.ended).out).not.toContain('"audit":true')
  expect(await audit('verify', file)).toMatchObject({
    code: 0,
    out: expect.stringContaining('3 audit lines: everything is there'),
  })

  const killed = runMain([], env)
  expect((await fetch((await killed.url()) + PAGE)).status).toBe(200)
  killed.kill('SIGKILL')
  await killed.ended
  const verdict = await audit('verify', file)
  expect(verdict.code).toBe(2)
  expect(verdict.out).toMatch(/^open {3}[\w-]{12} has no end behind line 1 /m)
  expect(verdict.out).not.toMatch(/^wrong/m)

  const views = readFileSync(file, 'utf8').match(/"action":"view"/g)
  expect(views).toHaveLength(2)
  const report = await audit('who', '1', file)
  expect(report.out.trim().split('\n')).toHaveLength(2)
  expect(report.out).toMatch(/^2\d{3}-\S+ {2}view {2}agent 7 {2}request [0-9a-f-]{36}$/m)
  expect(report.err).toBe('')
  expect(await runCommand(auditCommand, ['who', '2', file], { SERVER_SECRET })).toMatchObject({
    code: 0,
    out: '',
    err: 'None of 5 audit lines names this customer.\n',
  })
})

test('names an audit file that cannot be written at start', async () => {
  const env = { DATABASE_URL: database.url, AUDIT_FILE: join(tmpdir(), 'none', 'audit.log') }
  const { code, err } = await runMain([], env).ended
  expect([code, err]).toEqual([1, 'AUDIT_FILE cannot be written (ENOENT)\n'])
})
