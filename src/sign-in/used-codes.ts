/** Returns whether a code is used for the first time, as far as this process knows. */
export type UseOnce = (id: string) => boolean

interface Options {
  validMs: number
  /** Milliseconds since 1970. */
  now?: () => number
}

/** Replicas share no state. A stolen code is useless without the pane's secret anyway. */
export function createUseOnce({ validMs, now = () => Date.now() }: Options): UseOnce {
  /** Time of use by id, oldest first. */
  const usedAt = new Map<string, number>()
  return (id) => {
    for (const [usedId, at] of usedAt) {
      if (now() - at <= validMs) break
      usedAt.delete(usedId)
    }
    if (usedAt.has(id)) return false
    usedAt.set(id, now())
    return true
  }
}
