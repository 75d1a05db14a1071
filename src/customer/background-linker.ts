import type { Linker, LinkRequest, LinkResult } from './link.ts'

/** Links beyond this limit are skipped; the visitor's next page tries again. */
const MAX_IN_FLIGHT = 100

export interface BackgroundLinker {
  /**
   * Links in the background, at most one in flight per visitor. Reports the result through `callbacks` and never
   * throws. If `before` rejects, nothing is written.
   */
  link(
    request: LinkRequest,
    callbacks: {
      before: () => Promise<void>
      done: (result: LinkResult) => Promise<void>
      failed: (error: unknown) => void
    },
  ): void
  /** Resolves when the links in flight have finished. */
  settle(): Promise<void>
}

export function createBackgroundLinker(linker: Pick<Linker, 'link'>): BackgroundLinker {
  const inFlight = new Map<string, Promise<void>>()
  return {
    link(request, { before, done, failed }) {
      const { visitorImId } = request
      if (inFlight.has(visitorImId) || inFlight.size >= MAX_IN_FLIGHT) return
      const ended = before()
        .then(() => linker.link(request))
        .then(done)
        .catch(failed)
        .finally(() => inFlight.delete(visitorImId))
      inFlight.set(visitorImId, ended)
    },
    async settle() {
      await Promise.all(inFlight.values())
    },
  }
}
