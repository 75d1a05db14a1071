import { describe, expect, test } from 'vitest'
import { AUDIT_PREFIX } from '../../src/audit/audit.ts'
import { createVerifier } from '../../src/audit/verify.ts'
import {
  findMissedChanges,
  isWhole,
  keysOf,
  SECRET,
  verifyFiles,
  writeProcess,
} from '../support/audit-chain.ts'

const OLDER = 'the secret that was there before it'

test('verifies the lines of two processes that write at the same time, between log lines', async () => {
  const [one, other] = [await writeProcess(20), await writeProcess(20)]
  const mixed = one.flatMap((line, at) => [line, '{"level":"info","event":"view"}', other[at] ?? ''])
  const verdict = verifyFiles([mixed])
  expect(verdict).toMatchObject({ lines: 44, faults: [], gaps: [] })
  expect(verdict.processes).toHaveLength(2)
})

test('accepts files that overlap, in any order', async () => {
  const lines = await writeProcess(30)
  expect(isWhole(verifyFiles([lines.slice(20), lines.slice(0, 7), lines.slice(7, 20)]))).toBe(true)
})

test('verifies lines of the current and the previous secret only', async () => {
  const lines = await writeProcess(3, OLDER)
  expect(isWhole(verifyFiles([lines], [SECRET, OLDER]))).toBe(true)
  expect(verifyFiles([lines]).faults).toHaveLength(5)
})

describe('names what cannot be verified', () => {
  test.each([
    ['an end that is cut off', [0, -3], 'has no end behind line 9'],
    ['a beginning in a file that is not there', [4], 'begins with line 4'],
  ])('%s', async (_name, cut, words) => {
    const { faults, gaps } = verifyFiles([(await writeProcess(11)).slice(...cut)])
    expect(faults).toEqual([])
    expect(gaps).toEqual([expect.stringContaining(words)])
  })

  test('the file with the last line, if the log was rotated', async () => {
    const lines = (await writeProcess(11)).slice(0, -1)
    const { gaps } = verifyFiles([lines.slice(8), lines.slice(0, 4), lines.slice(4, 8)])
    expect(gaps).toEqual([expect.stringMatching(/no end behind line 11 \(file0\)/)])
  })

  test('an incomplete last line', async () => {
    const lines = await writeProcess(3)
    const verifier = createVerifier(keysOf(SECRET))
    lines.slice(0, -1).forEach((line, at) => verifier.addLine(line, String(at), true))
    verifier.addLine(lines.at(-1)?.slice(0, -1) ?? '', 'file:5', false)
    const { faults, gaps } = verifier.result()
    expect(faults).toEqual([])
    expect(gaps[0]).toBe('file:5: a line was not written to its end')
  })
})

describe('locates a fault', () => {
  const change = async (edit: (lines: string[]) => void) => {
    const lines = await writeProcess(8)
    edit(lines)
    return verifyFiles([lines]).faults
  }
  test.each<[string, (lines: string[]) => void, string[]]>([
    [
      'altered',
      (l) => (l[3] = l[3]?.replace('"agentId":"7"', '"agentId":"8"') ?? ''),
      ['file0:4: altered', 'file0:5: before it, 3–3'],
    ],
    ['deleted', (l) => l.splice(3, 2), ['file0:4: before it, 3–4']],
    ['repeated', (l) => l.splice(5, 0, l[2] ?? ''), ['file0:6: line 2']],
    [
      'inserted without a seal',
      (l) => l.splice(2, 0, `${AUDIT_PREFIX}"action":"view"}`),
      ['file0:3: altered, or inserted'],
    ],
  ])('%s', async (_name, edit, places) => {
    const faults = await change(edit)
    expect(faults).toHaveLength(places.length)
    for (const [at, place] of places.entries()) expect(faults[at]).toContain(place)
  })
})

/** 1,000 of them are a long test. */
test('detects every random change of 2,000 lines', async () => {
  expect(await findMissedChanges(100)).toEqual([])
})
