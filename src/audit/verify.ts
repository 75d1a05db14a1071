import type { Keys } from '../secrets/server-secret.ts'
import { AUDIT_MARK } from './audit.ts'
import { isSealedWith, parseObject, readSealed, type SealedLine } from './chain.ts'

/** Consecutive lines of one process in one file. */
interface Part {
  first: SealedLine
  last: SealedLine
  where: string
  /** The gap before it has already been reported. */
  isReported: boolean
}

interface Run {
  key: Keys[number]
  parts: Part[]
  hasEnd: boolean
}

/** The result for all files. */
export interface Verdict {
  lines: number
  /** Lines that were altered, deleted, moved or inserted, each with its position. */
  faults: readonly string[]
  /** Places where lines may be missing. */
  open: readonly string[]
  /** Every process with its range of lines. */
  processes: readonly string[]
}

/** Further faults are only counted. */
const MAX_FAULTS = 1000

/** Creates a verifier for any number of files, in any order. */
export function createVerifier(keys: Keys) {
  const runs = new Map<string, Run>()
  const faults: string[] = []
  const open: string[] = []
  let [lines, faultCount] = [0, 0]
  /** The parts of the current file by process. */
  let current = new Map<string, Part>()

  function report(where: string, what: string): void {
    faultCount += 1
    if (faults.length < MAX_FAULTS) faults.push(`${where}: ${what}`)
  }

  function findRun(line: SealedLine): Run | null {
    const known = runs.get(line.process)
    if (known) return isSealedWith(known.key, line) ? known : null
    const key = keys.find((one) => isSealedWith(one, line))
    if (!key) return null
    const run = { key, parts: [], hasEnd: false }
    runs.set(line.process, run)
    return run
  }

  function place(run: Run, line: SealedLine, where: string): void {
    const part = current.get(line.process)
    if (part && line.seq <= part.last.seq) {
      report(where, `line ${String(line.seq)} of ${line.process} stands here again, or too late`)
      return
    }
    if (part && follows(part.last, line)) part.last = line
    else {
      if (part) report(where, `before it, ${missing(part.last, line)}`)
      const newPart = { first: line, last: line, where, isReported: part !== undefined }
      run.parts.push(newPart)
      current.set(line.process, newPart)
    }
    run.hasEnd ||= line.action === 'end'
  }

  return {
    beginFile() {
      current = new Map()
    },
    /**
     * @param where file and line number for reports
     * @param isEnded false if the line may be partial. A partial line neither proves nor excuses anything: if the
     *   process continues after it, a line is missing, and if not, the end is missing.
     */
    take(text: string, where: string, isEnded: boolean) {
      if (!text.startsWith(AUDIT_MARK)) return
      lines += 1
      const line = readSealed(text)
      const run = line && findRun(line)
      if (line && run) place(run, line, where)
      // A complete object only lacks its newline.
      else if (!isEnded && !parseObject(text)) open.push(`${where}: a line was not written to its end`)
      else if (line) report(where, 'altered, or inserted, or of another SERVER_SECRET')
      else report(where, 'altered, or inserted, or written without AUDIT_CHAIN')
    },
    verdict(): Verdict {
      const processes: string[] = []
      for (const [process, { parts, hasEnd }] of runs) {
        parts.sort((one, other) => one.first.seq - other.first.seq)
        const [head, ...rest] = parts
        if (!head) continue
        let { last } = head
        for (const part of rest) {
          if (part.first.seq <= last.seq) report(part.where, `lines of ${process} stand here and elsewhere`)
          else if (!follows(last, part.first) && !part.isReported)
            report(part.where, `before it, ${missing(last, part.first)}`)
          if (part.last.seq > last.seq) last = part.last
        }
        const { first } = head
        processes.push(`${process}: lines ${toSpan(first.seq, last.seq)}, ${first.time} to ${last.time}`)
        if (first.seq > 0)
          open.push(`${process} begins with line ${String(first.seq)}: what was before is not in these files`)
        if (!hasEnd)
          open.push(
            `${process} has no end behind line ${String(last.seq)} (${head.where.split(':', 1)[0] ?? ''}): it still runs, was killed, or its last lines were cut off`,
          )
      }
      if (faultCount > faults.length) faults.push(`and ${String(faultCount - faults.length)} more`)
      return { lines, faults, open, processes }
    },
  }
}

const follows = (last: SealedLine, next: SealedLine) => next.seq === last.seq + 1 && next.prev === last.mac

const missing = (last: SealedLine, next: SealedLine) =>
  next.seq > last.seq + 1
    ? `${toSpan(last.seq + 1, next.seq - 1)} of ${next.process} are missing`
    : `line ${String(last.seq)} of ${next.process} is not the one that was there`

const toSpan = (from: number, to: number) => `${String(from)}–${String(to)}`
