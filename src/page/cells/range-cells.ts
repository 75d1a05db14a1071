import type { Cell } from './cell.ts'
import { toText } from './to-text.ts'

const BOUND = String.raw`("(?:[^"\\]|\\.|"")*"|[^",]*)`
const RANGE = new RegExp(String.raw`^([[(])${BOUND},${BOUND}([\])])$`)

/** How the bounds of a range are formatted. */
interface Bounds {
  /** Stands for a missing upper bound; for a lower one with a minus sign. */
  infinity: string
  write: (bound: string) => string
  /** Returns the last value before an exclusive upper bound; null if there is none, as for fractions, or none is known. */
  before: (bound: string) => string | null
  /** Whether exclusive bounds are marked; for times they are not. */
  isStrict: boolean
}

/** `[1,5)` becomes `1 – 4` for integers, and `≥ 1, < 5` for other numbers. Null for an empty range. */
export function toRangeCell(value: unknown, { infinity, write, before, isStrict }: Bounds): Cell | null {
  const text = toText(value)
  if (text === 'empty') return null
  const [, open, from = '', to = '', close] = RANGE.exec(text) ?? []
  const lower = from.replaceAll('"', '')
  const upper = to.replaceAll('"', '')
  if (open === undefined) return { kind: 'text', text }
  if (isUnbounded(lower) && isUnbounded(upper))
    return { kind: 'text', text: `${write(lower || `-${infinity}`)} – ${write(upper || infinity)}` }
  const known = close === ']' || isUnbounded(upper) ? upper : before(upper)
  const isIn = {
    lower: open === '[' || !isStrict || isUnbounded(lower),
    upper: !isStrict || known !== null,
  }
  const last = known ?? upper
  if (lower !== '' && last !== '' && isIn.lower && isIn.upper) {
    const [first, final] = [write(lower), write(last)]
    return { kind: 'text', text: first === final ? first : `${first} – ${final}` }
  }
  const parts = [
    lower === '' ? '' : `${isIn.lower ? '≥' : '>'} ${write(lower)}`,
    last === '' ? '' : `${isIn.upper ? '≤' : '<'} ${write(last)}`,
  ]
  return { kind: 'text', text: parts.filter((part) => part !== '').join(', ') }
}

/** JavaScript has a year 0 before it, unlike Postgres. */
const FIRST_DAY = '0001-01-01'

const isUnbounded = (bound: string) => bound === '' || /^-?infinity$/i.test(bound)

/** Takes and returns `YYYY-MM-DD`, with years of any length. Null for years BC. */
export function dayBefore(day: string): string | null {
  // JavaScript requires six digits and a sign for years beyond 9999.
  const time = new Date(`+${day.padStart('275760-09-13'.length, '0')}T00:00:00Z`)
  if (Number.isNaN(time.getTime()) || day === FIRST_DAY) return null
  return new Date(time.getTime() - 86_400_000).toISOString().replaceAll(/^\+0*|T.*/g, '')
}

export function wholeBefore(whole: string): string {
  return /^-?\d+$/.test(whole) ? String(BigInt(whole) - 1n) : whole
}
