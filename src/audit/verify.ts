import type { KeyObject } from 'node:crypto'
import type { Keys } from '../secrets/server-secret.ts'
import { AUDIT_PREFIX } from './audit.ts'
import { hasValidMac, parseObject, readChainedLine, type ChainedLine } from './chain.ts'

interface Segment {
  first: ChainedLine
  last: ChainedLine
  where: string
  isReported: boolean
}

interface ProcessRun {
  key: KeyObject
  segments: Segment[]
  hasEnd: boolean
}

export interface Verification {
  lines: number
  /** Altered, deleted, moved or inserted lines, each with its position. */
  faults: readonly string[]
  /** Places where lines may be missing. */
  gaps: readonly string[]
  processes: readonly string[]
}

/** Further faults are only counted. */
const MAX_FAULTS = 1000

export function createVerifier(keys: Keys) {
  const runs = new Map<string, ProcessRun>()
  const faults: string[] = []
  const gaps: string[] = []
  let [lines, faultCount] = [0, 0]
  let current = new Map<string, Segment>()

  function report(where: string, what: string): void {
    faultCount += 1
    if (faults.length < MAX_FAULTS) faults.push(`${where}: ${what}`)
  }

  function findRun(line: ChainedLine): ProcessRun | null {
    const known = runs.get(line.process)
    if (known) return hasValidMac(known.key, line) ? known : null
    const key = keys.find((one) => hasValidMac(one, line))
    if (!key) return null
    const run = { key, segments: [], hasEnd: false }
    runs.set(line.process, run)
    return run
  }

  function addToRun(run: ProcessRun, line: ChainedLine, where: string): void {
    const segment = current.get(line.process)
    if (segment && line.seq <= segment.last.seq) {
      report(where, `line ${String(line.seq)} of ${line.process} is repeated here, or out of order`)
      return
    }
    if (segment && follows(segment.last, line)) segment.last = line
    else {
      if (segment) report(where, `before it, ${missing(segment.last, line)}`)
      const newSegment = { first: line, last: line, where, isReported: segment !== undefined }
      run.segments.push(newSegment)
      current.set(line.process, newSegment)
    }
    run.hasEnd ||= line.action === 'end'
  }

  return {
    startFile() {
      current = new Map()
    },
    /**
     * @param where file and line number for reports
     * @param isComplete a partial line neither proves nor excuses anything: if the process continues after it, a line
     * is missing, and if not, the end
     */
    addLine(text: string, where: string, isComplete: boolean) {
      if (!text.startsWith(AUDIT_PREFIX)) return
      lines += 1
      const line = readChainedLine(text)
      const run = line && findRun(line)
      if (line && run) addToRun(run, line, where)
      // A complete object only lacks its newline.
      else if (!isComplete && !parseObject(text)) gaps.push(`${where}: a line was not written to its end`)
      else if (line) report(where, 'altered, or inserted, or of another SERVER_SECRET')
      else report(where, 'altered, or inserted, or written without AUDIT_CHAIN')
    },
    result(): Verification {
      const processes: string[] = []
      for (const [process, { segments, hasEnd }] of runs) {
        segments.sort((one, other) => one.first.seq - other.first.seq)
        const [head, ...rest] = segments
        if (!head) continue
        let { last, where } = head
        for (const segment of rest) {
          if (segment.first.seq <= last.seq)
            report(segment.where, `lines of ${process} are both here and elsewhere`)
          else if (!follows(last, segment.first) && !segment.isReported)
            report(segment.where, `before it, ${missing(last, segment.first)}`)
          if (segment.last.seq > last.seq) ({ last, where } = segment)
        }
        const { first } = head
        processes.push(`${process}: lines ${toSpan(first.seq, last.seq)}, ${first.time} to ${last.time}`)
        if (first.seq > 0)
          gaps.push(`${process} begins with line ${String(first.seq)}: what was before is not in these files`)
        if (!hasEnd)
          gaps.push(
            `${process} has no end behind line ${String(last.seq)} (${where.split(':', 1)[0] ?? ''}): it still runs, was killed, or its last lines were cut off`,
          )
      }
      if (faultCount > faults.length) faults.push(`and ${String(faultCount - faults.length)} more`)
      return { lines, faults, gaps, processes }
    },
  }
}

const follows = (last: ChainedLine, next: ChainedLine) => next.seq === last.seq + 1 && next.prev === last.mac

const missing = (last: ChainedLine, next: ChainedLine) =>
  next.seq > last.seq + 1
    ? `${toSpan(last.seq + 1, next.seq - 1)} of ${next.process} are missing`
    : `line ${String(last.seq)} of ${next.process} is not the one that was there`

const toSpan = (from: number, to: number) => `${String(from)}–${String(to)}`
