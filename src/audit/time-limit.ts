const STEPS = 10

/**
 * Counts in steps, so that a pause of the process itself (a suspended machine, a busy event loop) is a single step:
 * what was awaited may have happened during it.
 */
export function startTimeLimit(ms: number, onLate: () => void): () => void {
  let steps = 0
  const timer = setInterval(() => {
    steps += 1
    if (steps < STEPS) return
    clearInterval(timer)
    onLate()
  }, ms / STEPS)
  return () => clearInterval(timer)
}
