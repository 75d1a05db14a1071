const [SHORT, LONG] = [2_000, 20_000]
/** Shorter times are not compared. */
const HARMLESS_MS = 20
const TRIES = 5
/** Between 10 (linear growth) and 100 (quadratic growth). */
export const MOST_GROWTH = 40

/**
 * Returns how many times longer a task takes for a text of 20,000 characters than for one of 2,000: at most
 * `MOST_GROWTH` if growth is linear. It compares two times from one run, with no absolute limit.
 *
 * @param toText returns a text of about this length
 * @returns 0 if both times are too short to compare
 */
export function measureGrowth(task: (text: string) => unknown, toText: (length: number) => string): number {
  const [short, long] = [toText(SHORT), toText(LONG)]
  let growth = Infinity
  for (let count = 0; count < TRIES && growth > MOST_GROWTH; count += 1) {
    const longMs = timeOf(task, long)
    growth = Math.min(growth, longMs <= HARMLESS_MS ? 0 : longMs / timeOf(task, short))
  }
  return growth
}

function timeOf(task: (text: string) => unknown, text: string): number {
  const readMs = startProcessorClock()
  task(text)
  return readMs()
}

/** Returns the processor time since then, in milliseconds: on a busy machine, others take most of the wall-clock time. */
export function startProcessorClock(): () => number {
  const started = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(started)
    return (user + system) / 1000
  }
}
