/**
 * Makes the function that tells the instant at which clocks in a zone show a time. Of an hour that clocks show twice it is
 * one of the two; of one that they leave out, one beside it.
 *
 * @returns takes what the clock shows as if it were UTC; both in milliseconds since 1970
 */
export function createInstantReader(timeZone: string): (wallMs: number) => number {
  const format = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  function offsetAt(ms: number): number {
    const wholeMs = Math.floor(ms / 1000) * 1000
    const parts = new Map(format.formatToParts(wholeMs).map(({ type, value }) => [type, Number(value)]))
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0
    const day = [part('year'), part('month') - 1, part('day')] as const
    return Date.UTC(...day, part('hour'), part('minute'), part('second')) - wholeMs
  }
  return (wallMs) => wallMs - offsetAt(wallMs - offsetAt(wallMs))
}

/** Makes the test whether an instant is in the present year of a zone. */
export function createThisYearTest(timeZone: string): (time: Date) => boolean {
  const toInstant = createInstantReader(timeZone)
  const years = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric' })
  let [from, to] = [0, 0]
  return (time) => {
    const now = Date.now()
    if (now < from || now >= to) {
      const year = Number(years.format(now))
      from = toInstant(Date.UTC(year, 0, 1))
      to = toInstant(Date.UTC(year + 1, 0, 1))
    }
    return time.getTime() >= from && time.getTime() < to
  }
}
