import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findLeaks } from '../support/run-log.ts'

const CLEAN =
  '{"level":30,"event":"view","requestId":"0d9b0c0e-6a3d-4a52-9a57-1f1d3f1c9a11","customerId":"17"}'

function leaksOf(line: string): string[] {
  const directory = mkdtempSync(join(tmpdir(), 'crm-page-leaks-'))
  writeFileSync(join(directory, 'log-1'), `${CLEAN}\n${line}\n${CLEAN}\n`)
  writeFileSync(join(directory, 'secrets-1'), 'token.with~marks-01\n12345678\nab\n')
  return findLeaks(directory)
}

test.each([
  ['a name', '{"msg":"Emma Johansson"}', 'Emma Johansson'],
  ['a short name', '{"msg":"李继鹏"}', '李继鹏'],
  ['a phone number', '{"id":"19900000166"}', '19900000166'],
  ['an e-mail address', '{"to":"purchasing@example.com"}', 'purchasing@example.com'],
  ['a visitor’s id', '{"url":"/?visitorImId=oY4kQ6-Zx2bW9tR1sLmN7pVcE3uA"}', 'oY4kQ6-Zx2bW9tR1sLmN7pVcE3uA'],
  ['a number of an order', '{"msg":"EJ-4107"}', 'EJ-4107'],
  ['markup as JSON writes it', String.raw`{"msg":"<script>alert(\"x\")</script> O'Brien & Söhne"}`, 'script'],
  ['a token', '{"path":"/token.with~marks-01/"}', 'token.with~marks-01'],
  ['a key', 'key 12345678 is wrong', '12345678'],
  ['a customer’s id of seven digits', '{"event":"view","customerId":"1234567"}', '1234567'],
  ['a candidate’s id', '{"event":"view","candidateIds":["17","K-20"]}', 'K-20'],
  ['an agent’s id that is no UUID', '{"event":"reveal","agentId":"ann"}', 'ann'],
])('finds %s', (_name, line, word) => {
  expect(leaksOf(line)).toEqual([expect.stringContaining(word)])
})

test('finds nothing in a clean log', () => {
  expect(leaksOf('{"event":"tokens","abab":"token-with~marks-01"}')).toEqual([])
})
