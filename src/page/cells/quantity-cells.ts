import type { ColumnFormat } from '../../customer/query-file/column-format.ts'
import type { Language } from '../../languages.ts'
import type { Cell, CellMaker } from './cell.ts'
import { toEndless } from './time-cells.ts'
import { toNumberText, toText } from './to-text.ts'

const NUMBER = /^-?\d+(?:\.\d+)?(?:e[-+]?\d+)?$/
const count = (part: string, word = part) => String.raw`(?:(?<${part}>[-+]?\d+) ${word}s? ?)?`
const CLOCK = String.raw`(?:(?<sign>[-+]?)(?<hour>\d+):(?<minute>\d{2}):(?<second>\d{2}(?:\.\d+)?))?`
/** Postgres's format of `interval`: `1 year 2 mons 3 days 04:05:06`. Each part is optional, but not all of them. */
const INTERVAL = new RegExp(`^(?=[^ ])${count('year')}${count('month', 'mon')}${count('day')}${CLOCK}$`)

const PARTS = ['year', 'month', 'day', 'hour', 'minute', 'second'] as const
type Parts = Partial<Record<(typeof PARTS)[number], number | undefined>>

/** Intl is slow for longer numbers. */
const MAX_LENGTH = 300

const SIZES = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const
/** Rounded to a decimal, this is 1000. */
const NEXT_SIZE = 999.95
/** Symbols that follow a number without a space. */
const CLOSE_UNIT = /^[%‰°′″]/u

/** Creates the makers of cells for percentages, durations, file sizes, and numbers with units. */
export function createQuantityCells(language: Language) {
  const percents = new Intl.NumberFormat(language, {
    style: 'percent',
    maximumFractionDigits: 2,
    // Otherwise a small share would be 0%.
    maximumSignificantDigits: 2,
    roundingPriority: 'morePrecision',
  })
  const list = new Intl.ListFormat(language, { type: 'unit', style: 'long' })
  const units = new Map<string, Intl.NumberFormat>()

  function writeUnit(value: number, unit: string): string {
    const format =
      units.get(unit) ??
      new Intl.NumberFormat(language, {
        style: 'unit',
        unit,
        maximumFractionDigits: unit.endsWith('byte') ? 1 : 3,
        unitDisplay: /.byte/.test(unit) ? 'short' : 'long',
      })
    units.set(unit, format)
    return format.format(value)
  }

  function writeParts(parts: Parts): string {
    const written = PARTS.filter((unit) => parts[unit]).map((unit) => writeUnit(parts[unit] ?? 0, unit))
    return written.length === 0 ? writeUnit(0, 'second') : list.format(written)
  }

  function writeSize(bytes: number): string {
    let [size, step] = [bytes, 0]
    while (Math.abs(size) >= NEXT_SIZE && step < SIZES.length - 1) [size, step] = [size / 1000, step + 1]
    return writeUnit(size, SIZES[step] ?? 'byte')
  }

  const ofNumber =
    (write: (value: number, text: string) => string) =>
    (value: unknown): Cell => {
      const text = toNumberText(value)
      if (text.length > MAX_LENGTH || !NUMBER.test(text)) return { kind: 'text', text }
      const shown = write(Number(text), text)
      return { kind: 'number', text: shown, exact: showsAllDigits(shown, text) ? null : text }
    }

  return {
    /** Formats a fraction: `0.125` becomes 12.5%. */
    toPercentCell: ofNumber((value, text) =>
      // Intl would write `1e-99999999` with a hundred million zeros.
      percents.format(text.includes('e') ? value : (text as `${number}`)),
    ),
    toFileSizeCell: ofNumber(writeSize),
    toBytesCell: (value: unknown): Cell => ({
      kind: 'text',
      text: Buffer.isBuffer(value) ? writeSize(value.length) : toText(value),
    }),
    createUnitMaker(unit: ColumnFormat['unit'], make: CellMaker): CellMaker {
      const name = unit?.[language] ?? ''
      const suffix = CLOSE_UNIT.test(name) ? name : `\u00a0${name}`
      return (value) => {
        const cell = make(value, undefined)
        return cell && NUMBER.test(toText(value)) ? { ...cell, text: cell.text + suffix } : cell
      }
    },
    /** @param seconds the unit of plain numbers, in seconds */
    createDurationMaker(seconds: number) {
      const ofSeconds = ofNumber((value) => writeParts(toParts(value * seconds)))
      return (value: unknown): Cell => {
        const text = toText(value)
        const endless = toEndless(text, language)
        if (endless !== null) return { kind: 'text', text: endless }
        const parts = text.length > MAX_LENGTH || NUMBER.test(text) ? null : readInterval(text)
        return parts ? { kind: 'number', text: writeParts(parts), exact: text } : ofSeconds(value)
      }
    },
  }
}

/** Whether a text shows all digits of the exact number, and otherwise only zeros. */
function showsAllDigits(text: string, exact: string): boolean {
  const [shown, whole] = [text, exact].map((part) => part.replaceAll(/\D/g, '')) as [string, string]
  return shown.startsWith(whole) && /^0*$/.test(shown.slice(whole.length))
}

/** Splits into days, hours, minutes and seconds of the same sign. */
function toParts(seconds: number): Parts {
  const [sign, ms] = [Math.sign(seconds), Math.round(Math.abs(seconds) * 1000)]
  return {
    day: sign * Math.floor(ms / 86_400_000),
    hour: sign * (Math.floor(ms / 3_600_000) % 24),
    minute: sign * (Math.floor(ms / 60_000) % 60),
    second: (sign * (ms % 60_000)) / 1000,
  }
}

/** @returns null if the text is not an interval */
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
