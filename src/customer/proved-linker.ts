import type { Linker, LinkRequest, LinkResult } from './link.ts'

/** More are not begun: who is left out is linked at their next page. */
const MAX_IN_FLIGHT = 100

export interface ProvedLinker {
  /**
   * Links off the page's way, one at a time for each visitor. It tells what came of it, and throws nothing. Where `before`
   * rejects, nothing is written.
   */
  link(
    request: LinkRequest,
    tell: {
      before: () => Promise<void>
      done: (result: LinkResult) => Promise<void>
      failed: (error: unknown) => void
    },
  ): void
  /** Settles when nothing is under way. */
  settle(): Promise<void>
}

export function createProvedLinker(linker: Pick<Linker, 'link'>): ProvedLinker {
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
