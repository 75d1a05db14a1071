const EVERY_MS = 1000

/**
 * For an event that anybody can cause as often as they like: the first is logged at once, and from then on one line a
 * second says how many there were since the last line.
 *
 * @param write writes the line; `latest` is what there is to say of the most recent event
 */
export function createLimitedEvent<Details>(
  write: (count: number, latest: Details) => void,
): (details: Details) => void {
  let count = 0
  let latest: Details
  let isWaiting = false

  function writeLine(): void {
    isWaiting = count > 0
    if (!isWaiting) return
    write(count, latest)
    count = 0
    setTimeout(writeLine, EVERY_MS).unref()
  }

  return (details) => {
    count += 1
    latest = details
    if (!isWaiting) writeLine()
  }
}
