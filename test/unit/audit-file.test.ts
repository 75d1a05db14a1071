import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { AuditUnavailableError, TRUNCATION_MARK, createAudit, type AuditSink } from '../../src/audit/audit.ts'
import { openFileSink } from '../../src/audit/file-sink.ts'
import { checkAppendable } from '../../src/audit/open-file.ts'

const open: AuditSink[] = []
afterEach(async () => {
  for (const sink of open.splice(0)) await sink.close()
})

async function start(path = join(mkdtempSync(join(tmpdir(), 'audit-')), 'audit.log')) {
  const told: string[] = []
  const sink = await openFileSink({
    path,
    intervalMs: 20,
    onFailed: (error) => told.push((error as NodeJS.ErrnoException).code ?? ''),
    onResumed: () => told.push('resumed'),
  })
  open.push(sink)
  return { path, sink, told, text: () => readFileSync(path, 'utf8') }
}

function linkIn(directory: string, target: string): string {
  const path = join(directory, 'link')
  symlinkSync(target, path)
  return path
}

test('has written a line when it accepts it, in a file that only its owner may read', async () => {
  const { path, sink, text } = await start()
  await Promise.all(['a', 'b', 'c'].map((line) => sink.append(line)))
  expect(text()).toBe('a\nb\nc\n')
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('keeps what another process has written, and marks an incomplete line', async () => {
  const { path, sink } = await start()
  await sink.append('one')
  appendFileSync(path, 'half')
  const next = await start(path)
  await next.sink.append('two')
  expect(next.text()).toBe(`one\nhalf${TRUNCATION_MARK}\ntwo\n`)
})

test('creates a new file after a rename', async () => {
  const { path, sink, text } = await start()
  await sink.append('old')
  renameSync(path, `${path}.1`)
  await expect.poll(() => statSync(path, { throwIfNoEntry: false })?.isFile()).toBe(true)
  await sink.append('new')
  expect(text()).toBe('new\n')
  expect(readFileSync(`${path}.1`, 'utf8')).toBe('old\n')
})

test('accepts nothing without its directory, and lines again when it is back', async () => {
  const { path, sink, told, text } = await start()
  rmSync(join(path, '..'), { recursive: true })
  await expect.poll(() => sink.isReady()).toBe(false)
  await expect(sink.append('lost')).rejects.toThrow()
  mkdirSync(join(path, '..'))
  await expect.poll(() => sink.isReady()).toBe(true)
  await sink.append('kept')
  expect(text()).toBe('kept\n')
  expect(told).toEqual(['ENOENT', 'resumed'])
})

test.each([
  ['a directory that is not there', (path: string) => join(path, 'none', 'audit.log'), 'ENOENT'],
  ['a directory', (path: string) => path, 'EISDIR'],
  ['a new name with a slash behind it', (path: string) => join(path, 'audit.log/'), 'EISDIR'],
  ['a link into a directory that is not there', (path: string) => linkIn(path, 'none/audit.log'), 'ENOENT'],
  ['a link to a new name with a slash', (path: string) => linkIn(path, 'audit.log/'), 'EISDIR'],
  ['no regular file', () => '/dev/null', 'ENOTSUP'],
])('%s is refused at the start, and by check', async (_name, toPath, code) => {
  const path = toPath(mkdtempSync(join(tmpdir(), 'audit-')))
  await expect(checkAppendable(path)).rejects.toMatchObject({ code })
  await expect(start(path)).rejects.toMatchObject({ code })
})

test('accepts a symbolic link to a missing file, and check creates nothing', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'audit-'))
  const path = linkIn(directory, 'new.log')
  await checkAppendable(path)
  expect(existsSync(path)).toBe(false)
  await start(path)
  expect(existsSync(join(directory, 'new.log'))).toBe(true)
})

test.skipIf(process.getuid?.() === 0)(
  'a file without write permission is refused at the start, and by check',
  async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'audit-')), 'audit.log')
    writeFileSync(path, '')
    chmodSync(path, 0o400)
    await expect(start(path)).rejects.toMatchObject({ code: 'EACCES' })
  },
)

test('names a request whose line was refused as soon as lines are accepted', async () => {
  const lines: string[] = []
  let isFailing = true
  const append = (line: string) =>
    isFailing ? Promise.reject(new Error('No room')) : Promise.resolve(void lines.push(line))
  const audit = createAudit({ isReady: () => true, append, close: () => Promise.resolve() }, null)
  const record = (requestId: string) => audit.record({ requestId } as Express.Locals, 'view')
  for (const id of ['one', 'two']) await expect(record(id)).rejects.toThrow(AuditUnavailableError)
  isFailing = false
  await record('three')
  expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
    { action: 'refused', requestIds: ['one', 'two'] },
    { action: 'view', requestId: 'three' },
  ])
})
