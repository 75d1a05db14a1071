import type { Cell } from '../cells/cell.ts'
import type { Candidate } from './candidate.ts'
import type { CandidateField } from './candidate-lines.ts'

export interface ListedCandidates {
  candidates: readonly Candidate[]
  /** Shown once, so that the differences stand out. */
  common: readonly CandidateField[]
}

/** Kinds of cells that display nothing but their text, so that equal texts mean equal cells. */
const COMPARABLE: ReadonlySet<Cell['kind']> = new Set(['text', 'number', 'time', 'badge'])

/** @param masked columns that are never shared: equal masks do not mean equal values */
export function liftCommon(candidates: readonly Candidate[], masked: readonly string[]): ListedCandidates {
  const [first, ...others] = candidates
  if (!first || others.length === 0) return { candidates, common: [] }
  const common = first.fields.filter(
    ({ name, cell }) =>
      COMPARABLE.has(cell.kind) &&
      !masked.includes(name) &&
      others.every(({ fields }) => fields.some((other) => other.name === name && isSame(other.cell, cell))),
  )
  const commonNames = new Set(common.map(({ name }) => name))
  return {
    candidates: candidates.map((candidate) => ({
      ...candidate,
      fields: candidate.fields.filter(({ name }) => !commonNames.has(name)),
    })),
    common,
  }
}

const isSame = (one: Cell, other: Cell) => one.kind === other.kind && one.text === other.text
