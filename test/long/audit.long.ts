import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { createChain } from '../../src/audit/chain.ts'
import { findMissedChanges, keysOf, SECRET } from '../support/audit-chain.ts'
import { runMain } from '../support/process.ts'

const LINES = 1_000_000
const MAX_SECONDS = 20

test('detects each of 1,000 random changes of 2,000 lines', async () => {
  expect(await findMissedChanges(1000)).toEqual([])
})

test('verifies a million lines in a process within 20 seconds', async () => {
  const path = join(tmpdir(), `audit-${String(process.pid)}.log`)
  const seal = createChain(keysOf(SECRET)[0])
  const file = createWriteStream(path)
  for (let line = 0; line < LINES; line += 1) {
    const action = line === LINES - 1 ? 'end' : 'view'
    const ids = {
      requestId: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff',
      customerId: '1',
      agentId: '7',
      tenantId: '3',
    }
    const json = JSON.stringify({ audit: true, time: '2026-11-26T22:00:00.000Z', action, ...ids })
    if (!file.write(`${seal(json)}\n`)) await once(file, 'drain')
  }
  file.end()
  await once(file, 'close')
  const began = performance.now()
  const { code, out } = await runMain(['audit', 'verify', path], { SERVER_SECRET: SECRET }).ended
  const seconds = (performance.now() - began) / 1000
  process.stdout.write(`${String(LINES)} lines verified in ${seconds.toFixed(1)} s\n`)
  await rm(path)
  expect(out).toContain(`${String(LINES)} audit lines: everything is there`)
  expect(code).toBe(0)
  expect(seconds).toBeLessThan(MAX_SECONDS)
})
