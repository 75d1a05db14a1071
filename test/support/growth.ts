const [SHORT, LONG] = [3_000, 30_000]
/** What takes less harms nobody. */
const HARMLESS_MS = 20
const TRIES = 5
/** Between ten, for a time in proportion to the text, and a hundred, for one that grows with its square. */
export const MOST_GROWTH = 40

/**
 * How many times longer a task takes over a text of 30,000 characters than over one of 3,000, at most `MOST_GROWTH`
 * where it is in proportion: two times of one run are compared, and none is measured by an absolute limit.
 *
 * @param toText makes a text of about so many characters
 * @returns 0 when both take too little time to be compared
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

/** Of the processor, in milliseconds: on a busy machine the clock runs on while others have their turn. */
function timeOf(task: (text: string) => unknown, text: string): number {
  const started = process.cpuUsage()
  task(text)
  const { user, system } = process.cpuUsage(started)
  return (user + system) / 1000
}
