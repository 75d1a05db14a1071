const SECOND_MS = 1000

/**
 * Creates a throttled log line for an event that clients can trigger at will. The first event is logged at once; after
 * that, one line per interval reports the number of events since the previous line.
 *
 * @param write writes the line; `latest` describes the most recent event
 * @param intervalMs the interval in milliseconds; one second by default
 */
export function createThrottledLog<Details>(
  write: (count: number, latest: Details) => void,
  intervalMs: number = SECOND_MS,
) {
  let count = 0
  let latest: Details
  let isWaiting = false

  /** Writes events that have not been logged yet; call it before shutdown. */
  function flush(): void {
    if (count > 0) write(count, latest)
    count = 0
  }

  function writeLine(): void {
    isWaiting = count > 0
    if (isWaiting) setTimeout(writeLine, intervalMs).unref()
    flush()
  }

  return {
    record: (details: Details): void => {
      count += 1
      latest = details
      if (!isWaiting) writeLine()
    },
    flush,
  }
}
