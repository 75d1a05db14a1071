import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { AuditUnavailableError, createAudit, type Audit, type AuditSink } from '../../src/audit/audit.ts'
import { createChain } from '../../src/audit/chain.ts'
import { openFileSink } from '../../src/audit/file-sink.ts'
import { readLines } from '../../src/audit/read-lines.ts'
import { createVerifier } from '../../src/audit/verify.ts'
import { isWhole, keysOf, SECRET, writeProcess } from '../support/audit-chain.ts'

/** What every open file has its methods from: a disk that fails cannot be had without an account of root. */
let files: FileHandle
let path: string
const sinks: AuditSink[] = []
/** A time limit that no disk of these tests exceeds, however busy the machine is. */
const PATIENT_MS = 20_000

beforeEach(async () => {
  path = join(mkdtempSync(join(tmpdir(), 'audit-')), 'audit.log')
  const file = await open(path, 'a')
  files = Object.getPrototypeOf(file) as FileHandle
  await file.close()
})
afterEach(async () => {
  vi.restoreAllMocks()
  for (const sink of sinks.splice(0)) await sink.close()
})

async function start(timeoutMs = 50) {
  const told: string[] = []
  const sink = await openFileSink({
    path,
    intervalMs: 20,
    timeoutMs,
    onFailed: (error) => told.push((error as NodeJS.ErrnoException).code ?? ''),
    onResumed: () => told.push('resumed'),
  })
  sinks.push(sink)
  const audit = createAudit(sink, createChain(keysOf(SECRET)[0]))
  const record = (requestId: string) => audit.record({ requestId } as Express.Locals, 'view')
  return { sink, audit, told, record }
}

/** Ends the audit, whose file must then be verified without a gap. */
async function expectWhole(audit: Audit): Promise<void> {
  await audit.end()
  sinks.length = 0
  expect(isWhole(await verify())).toBe(true)
}

async function verify() {
  const verifier = createVerifier(keysOf(SECRET))
  await readLines(path, (line, number, isEnded) => verifier.addLine(line, String(number), isEnded))
  return verifier.result()
}

const toError = (code: string) => Object.assign(new Error(code), { code })

test('refuses lines that wait behind a failed write, and reports none of them as missing', async () => {
  const { sink, audit, record } = await start(PATIENT_MS)
  await audit.start()
  const failureOf = (line: Promise<unknown>) =>
    line.then(
      () => null,
      (error: unknown) => error,
    )
  let second: Promise<unknown> = Promise.resolve()
  vi.spyOn(files, 'write').mockImplementationOnce(async () => {
    // At once: behind a retry, which comes every few milliseconds here, it would be accepted.
    second = failureOf(record('second'))
    await wait(10)
    throw toError('ENOSPC')
  })
  const first = await failureOf(record('first'))
  for (const failure of [first, await second]) expect(failure).toBeInstanceOf(AuditUnavailableError)
  await expect.poll(() => sink.isReady()).toBe(true)
  await record('third')
  await expectWhole(audit)
  expect(readFileSync(path, 'utf8')).toContain('"requestIds":["first","second"]')
})

test('refuses lines that wait behind a failed flush', async () => {
  const { sink, audit, record, told } = await start(PATIENT_MS)
  await audit.start()
  let breakDisk: () => void = () => expect.unreachable()
  const synced = new Promise<void>((_resolve, reject) => (breakDisk = () => reject(toError('EIO'))))
  const datasync = vi.spyOn(files, 'datasync').mockReturnValueOnce(synced)
  await expect.poll(() => datasync.mock.calls.length).toBe(1)
  const taken = async (bytes: Buffer) => {
    await wait(30)
    appendFileSync(path, bytes)
    return { bytesWritten: bytes.length, buffer: bytes }
  }
  vi.spyOn(files, 'write').mockImplementationOnce(taken as FileHandle['write'])
  const first = record('first')
  await wait(5)
  const second = record('second')
  breakDisk()
  await expect(second).rejects.toThrow(AuditUnavailableError)
  await first
  await expect.poll(() => sink.isReady()).toBe(true)
  expect(told).toEqual(['EIO', 'resumed'])
  await record('third')
  await expectWhole(audit)
  expect(readFileSync(path, 'utf8')).toContain('"requestIds":["second"]')
})

test('refuses lines in time while the disk hangs, and has written all of them when it recovers', async () => {
  const { sink, audit, record, told } = await start()
  await audit.start()
  let answer: () => void = () => expect.unreachable()
  const hanging = new Promise<void>((settle) => (answer = settle))
  const taken = async (bytes: Buffer) => {
    await hanging
    appendFileSync(path, bytes)
    return { bytesWritten: bytes.length, buffer: bytes }
  }
  vi.spyOn(files, 'write').mockImplementationOnce(taken as FileHandle['write'])
  const first = record('first')
  await wait(5)
  const second = record('second')
  for (const line of await Promise.allSettled([first, second]))
    expect(line).toMatchObject({ reason: expect.any(AuditUnavailableError) as Error })
  expect(sink.isReady()).toBe(false)
  await expect(record('third')).rejects.toThrow(AuditUnavailableError)
  answer()
  await expect.poll(() => told).toEqual(['ETIMEDOUT', 'resumed'])
  await record('fourth')
  await expectWhole(audit)
  expect(readFileSync(path, 'utf8')).toContain('"requestIds":["first","second"]')
})

test.each([
  ['the file is inspected', 'stat'],
  ['lines are flushed', 'datasync'],
] as const)('fails in time if the disk hangs while %s, and resumes when it recovers', async (_when, name) => {
  const { sink, told, audit, record } = await start()
  await audit.start()
  let answer: () => void = () => expect.unreachable()
  const hanging = new Promise<void>((settle) => (answer = settle))
  const real = Reflect.get(files, name) as (this: FileHandle) => Promise<never>
  const spy = vi.spyOn(files, name).mockImplementationOnce(async function (this: FileHandle) {
    await hanging
    return real.call(this)
  })
  await expect.poll(() => spy.mock.calls.length).toBe(1)
  await expect.poll(() => sink.isReady()).toBe(false)
  expect(told).toEqual(['ETIMEDOUT'])
  answer()
  await expect.poll(() => told).toEqual(['ETIMEDOUT', 'resumed'])
  await record('last')
  await expectWhole(audit)
})

test('waits for a slow flush of the renamed file no longer than the limit', async () => {
  const { audit, record } = await start()
  await audit.start()
  const old = `${path}.1`
  vi.spyOn(files, 'datasync').mockImplementation(() => wait(existsSync(old) && existsSync(path) ? 600 : 0))
  renameSync(path, old)
  await expect.poll(() => existsSync(path), { interval: 5 }).toBe(true)
  await expect(record('first')).rejects.toThrow(AuditUnavailableError)
})

test.each(['stat', 'write'] as const)(
  'does not take a pause of the process during %s for a failure of the disk',
  async (name) => {
    const { sink, told } = await start()
    const real = Reflect.get(files, name) as (this: FileHandle, ...given: unknown[]) => Promise<never>
    const spy = vi.spyOn(files, name).mockImplementationOnce(function (
      this: FileHandle,
      ...given: unknown[]
    ) {
      const answer = real.apply(this, given)
      for (const until = performance.now() + 150; performance.now() < until;);
      return answer
    })
    if (name === 'stat') await expect.poll(() => spy.mock.calls.length, { interval: 1 }).toBeGreaterThan(0)
    await sink.append('line')
    await wait(30)
    expect(spy).toHaveBeenCalled()
    expect(told).toEqual([])
  },
)

describe('a truncated line at a restart', () => {
  test('is reported as a missing end, not as a manipulation', async () => {
    writeFileSync(path, (await writeProcess(2)).slice(0, -1).join('\n'), 'latin1')
    truncateSync(path, readFileSync(path).length - 60)
    const { audit } = await start(PATIENT_MS)
    await audit.start()
    await audit.end()
    sinks.length = 0
    const { faults, gaps: unknown } = await verify()
    expect(faults).toEqual([])
    expect(unknown).toEqual([
      '3: a line was not written to its end',
      expect.stringContaining('has no end behind line 1'),
    ])
  })

  test('counts if only its line break is missing', async () => {
    writeFileSync(path, (await writeProcess(2)).join('\n'), 'latin1')
    await start(PATIENT_MS)
    expect(await verify()).toMatchObject({ lines: 4, faults: [], gaps: [] })
  })

  test('does not excuse a missing line, or one that was never sealed', async () => {
    const lines = await writeProcess(3)
    const whole = '{"audit":true,"action":"view"} broken off'
    const half = `${lines[2]?.slice(0, -60) ?? ''} broken off`
    writeFileSync(path, [...lines.slice(0, 2), half, ...lines.slice(3), ''].join('\n'), 'latin1')
    expect((await verify()).faults).toEqual([expect.stringContaining('4: before it, 2–2')])
    writeFileSync(path, `${lines.join('\n')}\n${whole}\n`, 'latin1')
    expect((await verify()).faults).toEqual([expect.stringContaining('6: altered, or inserted')])
  })
})

test('does not call fsync again while one is in progress, nor at the end', async () => {
  const { sink } = await start(2000)
  let [underWay, most] = [0, 0]
  vi.spyOn(files, 'datasync').mockImplementation(async () => {
    underWay += 1
    most = Math.max(most, underWay)
    await wait(100)
    underWay -= 1
  })
  for (let line = 0; line < 10; line += 1) {
    await sink.append(String(line))
    await wait(20)
  }
  await sink.append('last')
  sinks.length = 0
  await sink.close()
  expect(most).toBe(1)
  expect(underWay).toBe(0)
})

test('opens a stale file handle again', async () => {
  const { sink, told } = await start(PATIENT_MS)
  appendFileSync(path, 'half')
  let lost: number | null = null
  for (const name of ['stat', 'datasync'] as const) {
    const real = Reflect.get(files, name) as (this: FileHandle) => Promise<never>
    vi.spyOn(files, name).mockImplementation(function (this: FileHandle) {
      lost ??= this.fd
      return this.fd === lost ? Promise.reject(toError('ESTALE')) : real.call(this)
    })
  }
  await expect.poll(() => told).toEqual(['ESTALE', 'resumed'])
  await sink.append('next')
  expect(readFileSync(path, 'utf8')).toBe('half broken off\nnext\n')
})
