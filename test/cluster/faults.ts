import type { Cluster } from './cluster.ts'

/** Applies the fault to the primary, and returns a function that undoes it. */
export type Fault = (cluster: Cluster) => Promise<() => void>

const skipped = (name: string) => {
  process.stderr.write(`Skipped, as there are no network namespaces: ${name}.\n`)
  return null
}

/** How the primary fails. Null if this machine cannot simulate it. */
export const FAULTS: Readonly<Record<string, (cluster: Cluster) => Fault | null>> = {
  killed: () => async (cluster) => {
    const primary = await cluster.find('leader')
    primary.kill()
    return () => primary.startPatroni()
  },
  stopped: () => async (cluster) => {
    const primary = await cluster.find('leader')
    primary.freeze()
    return () => primary.thaw()
  },
  stalled: () => async (cluster) => {
    const primary = await cluster.find('leader')
    primary.stall()
    return () => primary.thaw()
  },
  partitioned: ({ canCut }) =>
    canCut
      ? async (cluster) => {
          const { host } = await cluster.find('leader')
          host.setLink('down')
          return () => host.setLink('up')
        }
      : skipped('partitioned'),
  'cut off from the others only': ({ canCut }) =>
    canCut
      ? async (cluster) => {
          const { host } = await cluster.find('leader')
          host.setRoutes('blocked')
          return () => host.setRoutes('open')
        }
      : skipped('cut off'),
  'switched over': () => async (cluster) => {
    await cluster.switchOver()
    return () => undefined
  },
}
