import type { Measured } from './measure.ts'

export type Rounds = ReadonlyMap<string, readonly Measured[]>

interface Figure {
  title: string
  of: (measured: Measured) => number
  digits: number
}

const FIGURES: readonly Figure[] = [
  { title: 'requests/s', of: ({ perSecond }) => perSecond, digits: 0 },
  { title: 'p50 ms', of: ({ p50 }) => p50, digits: 2 },
  { title: 'p99 ms', of: ({ p99 }) => p99, digits: 2 },
  { title: 'CPU ms/request', of: ({ cpu }) => cpu, digits: 3 },
]
/** Contestants that the others are compared with, if they take part. */
const BASES = ['floor', 'plain', 'before'] as const

/** As Markdown: medians with minimum and maximum of the rounds, then the ratios to each base in the same round. */
export function toTable(rounds: Rounds): string {
  const titles = FIGURES.map(({ title }) => title)
  const lines = [...rounds].map(([name, measured]) => {
    const values = FIGURES.map(({ of, digits }) => spread(measured.map(of), digits))
    const others = [
      median(measured.map(({ postgresCpu }) => postgresCpu)).toFixed(3),
      median(measured.map(({ loadCpu }) => loadCpu)).toFixed(3),
      Math.max(...measured.map(({ rss }) => rss)).toFixed(0),
    ]
    return `| ${[name, ...values, ...others].join(' | ')} |`
  })
  const bases = BASES.filter((base) => rounds.has(base))
  return [
    `| server | ${titles.join(' | ')} | Postgres CPU | load CPU | RSS MiB |`,
    `| --- |${' --: |'.repeat(FIGURES.length + 3)}`,
    ...lines,
    '',
    ...bases.flatMap((base) => toRatios(rounds, base)),
  ].join('\n')
}

function toRatios(rounds: Rounds, base: string): string[] {
  const lines = [...rounds].map(([name, measured]) => {
    const values = FIGURES.map(({ of }) =>
      spread(
        measured.map((one, round) => of(one) / of(rounds.get(base)?.[round] ?? one)),
        2,
      ),
    )
    return `| ${[name, ...values].join(' | ')} |`
  })
  const titles = FIGURES.map(({ title }) => title)
  return [`| × ${base} | ${titles.join(' | ')} |`, `| --- |${' --: |'.repeat(FIGURES.length)}`, ...lines, '']
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2
}

/** `median (minimum–maximum)` */
export function spread(values: readonly number[], digits: number): string {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  return `${median(values).toFixed(digits)} (${least.toFixed(digits)}–${most.toFixed(digits)})`
}
