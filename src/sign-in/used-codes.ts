interface Options {
  validMs: number
  now?: () => number
}

/** Replicas share no state: a stolen code is useless without the pane's secret anyway. */
export function createUseOnce({ validMs, now = () => Date.now() }: Options) {
  /** Time of use by id, oldest first. */
  const usedAt = new Map<string, number>()
  return (id: string): boolean => {
    for (const [usedId, at] of usedAt) {
      if (now() - at <= validMs) break
      usedAt.delete(usedId)
    }
    if (usedAt.has(id)) return false
    usedAt.set(id, now())
    return true
  }
}
