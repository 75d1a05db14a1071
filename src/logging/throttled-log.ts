const SECOND_MS = 1000

interface ThrottledLog<Details> {
  record: (details: Details) => void
  /** Writes what was not yet counted in a line, before a stop. */
  flush: () => void
}

/**
 * For an event that anybody can cause as often as they like: the first is logged at once, and from then on one line in
 * each interval says how many there were since the last line.
 *
 * @param write writes the line; `latest` is what there is to say of the most recent event
 * @param everyMs the interval, a second unless given
 */
export function createThrottledLog<Details>(
  write: (count: number, latest: Details) => void,
  everyMs: number = SECOND_MS,
): ThrottledLog<Details> {
  let count = 0
  let latest: Details
  let isWaiting = false

  function flush(): void {
    if (count > 0) write(count, latest)
    count = 0
  }

  function writeLine(): void {
    isWaiting = count > 0
    if (isWaiting) setTimeout(writeLine, everyMs).unref()
    flush()
  }

  return {
    record(details) {
      count += 1
      latest = details
      if (!isWaiting) writeLine()
    },
    flush,
  }
}
