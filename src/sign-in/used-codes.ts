/** Tells whether a code is used for the first time, as far as this process knows. */
export type UseOnce = (id: string) => boolean

interface Options {
  /** How long a code can be used at all, in milliseconds. */
  validMs: number
  /** Milliseconds since 1970. */
  now?: () => number
}

/** Replicas share nothing: what makes a stolen code worthless is the pane's secret. */
export function createUseOnce({ validMs, now = () => Date.now() }: Options): UseOnce {
  /** When each was used, the oldest first. */
  const usedAt = new Map<string, number>()
  return (id) => {
    for (const [old, at] of usedAt) {
      if (now() - at <= validMs) break
      usedAt.delete(old)
    }
    if (usedAt.has(id)) return false
    usedAt.set(id, now())
    return true
  }
}
