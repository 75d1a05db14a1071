import type { Language } from '../visit/language.ts'

/** A time zone, on one day. */
export interface Zone {
  offsetMs: number
  /** As the format writes it. */
  name: string
}

const DAY_MS = 86_400_000
/** Eleven years. Whoever has more days in the tables has some of them computed again. */
const MAX_DAYS = 4000

/**
 * Makes the function that tells a zone's offset and name at an instant; null on a day of UTC on which one of them
 * changes.
 */
export function createZone(
  timeZone: string,
  language: Language,
  options: Intl.DateTimeFormatOptions,
): (ms: number) => Zone | null {
  const offsets = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
  const names = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'short' })
  const shown = new Intl.DateTimeFormat(language, { ...options, timeZone })
  const days = new Map<number, Zone | null>()

  function zoneOn(day: number): Zone | null {
    const [first, last] = [day * DAY_MS, (day + 1) * DAY_MS - 1]
    const offsetMs = readOffset(nameAt(offsets, first))
    const isSteady =
      nameAt(names, first) === nameAt(names, last) && readOffset(nameAt(offsets, last)) === offsetMs
    return isSteady ? { offsetMs, name: nameAt(shown, first) } : null
  }

  const utc = timeZone === 'UTC' ? zoneOn(0) : null
  return (ms) => {
    if (utc !== null) return utc
    const day = Math.floor(ms / DAY_MS)
    let zone = days.get(day)
    if (zone === undefined) {
      if (days.size >= MAX_DAYS) days.clear()
      zone = zoneOn(day)
      days.set(day, zone)
    }
    return zone
  }
}

/** Empty where the format writes no zone. */
function nameAt(format: Intl.DateTimeFormat, ms: number): string {
  return format.formatToParts(ms).find(({ type }) => type === 'timeZoneName')?.value ?? ''
}

/** `GMT+05:30`, in milliseconds. */
function readOffset(name: string): number {
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = /([+-])(\d+):(\d+)(?::(\d+))?/.exec(name) ?? []
  const size = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)
  return (sign === '-' ? -size : size) * 1000
}
