import type { Linker, LinkRequest, LinkResult } from './link.ts'

/** Links beyond this limit are skipped; the visitor's next page tries again. */
const MAX_IN_FLIGHT = 100

export type BackgroundLinker = ReturnType<typeof createBackgroundLinker>

interface Callbacks {
  before: () => Promise<void>
  done: (result: LinkResult) => Promise<void>
  failed: (error: unknown) => void
}

export function createBackgroundLinker(linker: Pick<Linker, 'link'>) {
  const inFlight = new Map<string, Promise<void>>()
  return {
    /** Never throws. If `before` rejects, nothing is written. */
    link(request: LinkRequest, { before, done, failed }: Callbacks): void {
      const { visitorImId } = request
      if (inFlight.has(visitorImId) || inFlight.size >= MAX_IN_FLIGHT) return
      const ended = before()
        .then(() => linker.link(request))
        .then(done)
        .catch(failed)
        .finally(() => inFlight.delete(visitorImId))
      inFlight.set(visitorImId, ended)
    },
    async settle(): Promise<void> {
      await Promise.all(inFlight.values())
    },
  }
}
