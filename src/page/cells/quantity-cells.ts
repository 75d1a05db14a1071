import type { ColumnFormat } from '../../customer/query-file/column-format.ts'
import type { Language } from '../../visit/language.ts'
import type { Cell, CellMaker } from './cell.ts'
import { toText } from './to-text.ts'

const NUMERIC = /^-?\d+(?:\.\d+)?(?:e[-+]?\d+)?$/
/** As Postgres writes an interval: `1 year 2 mons 3 days 04:05:06`. */
const INTERVAL =
  /^(?=[^ ])(?:(?<year>-?\d+) years? ?)?(?:(?<month>[-+]?\d+) mons? ?)?(?:(?<day>[-+]?\d+) days? ?)?(?:(?<sign>[-+]?)(?<hour>\d+):(?<minute>\d{2}):(?<second>\d{2}(?:\.\d+)?))?$/

const PARTS = ['year', 'month', 'day', 'hour', 'minute', 'second'] as const
type Parts = Partial<Record<(typeof PARTS)[number], number | undefined>>

/** Intl takes long for more. */
const MAX_LENGTH = 300

const SIZES = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const
/** Signs that stand at their number without a space. */
const CLOSE_UNIT = /^[%‰°′″]/u

/** Makes the cells of what is measured: shares, durations, sizes of files, and numbers of a unit. */
export function createQuantityCells(language: Language) {
  const percents = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 2 })
  const list = new Intl.ListFormat(language, { type: 'unit', style: 'long' })
  const units = new Map<string, Intl.NumberFormat>()

  function writeUnit(value: number, unit: string, digits: number): string {
    const format =
      units.get(unit) ??
      new Intl.NumberFormat(language, {
        style: 'unit',
        unit,
        maximumFractionDigits: digits,
        unitDisplay: /.byte/.test(unit) ? 'short' : 'long',
      })
    units.set(unit, format)
    return format.format(value)
  }

  function writeParts(parts: Parts): string {
    const written = PARTS.filter((unit) => parts[unit]).map((unit) => writeUnit(parts[unit] ?? 0, unit, 3))
    return written.length === 0 ? writeUnit(0, 'second', 0) : list.format(written)
  }

  function writeSize(bytes: number): string {
    let [size, step] = [bytes, 0]
    while (Math.abs(size) >= 1000 && step < SIZES.length - 1) [size, step] = [size / 1000, step + 1]
    return writeUnit(size, SIZES[step] ?? 'byte', 1)
  }

  const ofNumber =
    (write: (value: number, text: string) => string) =>
    (value: unknown): Cell => {
      const text = toText(value)
      return text.length <= MAX_LENGTH && NUMERIC.test(text)
        ? { kind: 'number', text: write(Number(text), text), exact: text }
        : { kind: 'text', text }
    }

  return {
    /** A share of one: `0.125` is 12.5%. */
    toPercentCell: ofNumber((_, text) => percents.format(text as `${number}`)),
    toFileSizeCell: ofNumber(writeSize),
    toBytesCell: (value: unknown): Cell => ({
      kind: 'text',
      text: Buffer.isBuffer(value) ? writeSize(value.length) : toText(value),
    }),
    createUnitMaker(unit: ColumnFormat['unit'], make: CellMaker): CellMaker {
      const name = unit?.[language] ?? ''
      const behind = CLOSE_UNIT.test(name) ? name : `\u00a0${name}`
      return (value) => {
        const cell = make(value, undefined)
        return cell && NUMERIC.test(toText(value)) ? { ...cell, text: cell.text + behind } : cell
      }
    },
    /** @param seconds how many a number's one is */
    createDurationMaker(seconds: number) {
      const ofSeconds = ofNumber((value) => writeParts(toParts(value * seconds)))
      return (value: unknown): Cell => {
        const text = toText(value)
        const parts = text.length > MAX_LENGTH || NUMERIC.test(text) ? null : readInterval(text)
        return parts ? { kind: 'number', text: writeParts(parts), exact: text } : ofSeconds(value)
      }
    },
  }
}

/** Days, hours, minutes and seconds, all of the same sign. */
function toParts(seconds: number): Parts {
  const [sign, ms] = [Math.sign(seconds), Math.round(Math.abs(seconds) * 1000)]
  return {
    day: sign * Math.floor(ms / 86_400_000),
    hour: sign * (Math.floor(ms / 3_600_000) % 24),
    minute: sign * (Math.floor(ms / 60_000) % 60),
    second: (sign * (ms % 60_000)) / 1000,
  }
}

/** Null for what is no interval. */
function readInterval(text: string): Parts | null {
  const { groups } = INTERVAL.exec(text) ?? {}
  if (!groups) return null
  const { year = 0, month = 0, day = 0, sign = '', hour = 0, minute = 0, second = 0 } = groups
  const time = sign === '-' ? -1 : 1
  return {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: time * Number(hour),
    minute: time * Number(minute),
    second: time * Number(second),
  }
}
