const SECOND_MS = 1000

/**
 * For events that clients can trigger at will. The first is logged at once; then one line per interval reports their
 * number.
 *
 * @param write `latest` describes the most recent event
 * @param intervalMs in milliseconds
 */
export function createThrottledLog<Details>(
  write: (count: number, latest: Details) => void,
  intervalMs: number = SECOND_MS,
) {
  let count = 0
  let latest: Details
  let isWaiting = false

  /** Call it before shutdown. */
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
