import { readFileSync } from 'node:fs'

interface Profile {
  nodes: ProfileNode[]
  samples: number[]
  timeDeltas: number[]
}

interface ProfileNode {
  id: number
  callFrame: { functionName: string; url: string; lineNumber: number }
  children?: number[]
}

/** V8's name for idle time. */
const IDLE = '(idle)'
const PACKAGE = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/

/**
 * Summarizes a CPU profile as Markdown, in microseconds per request and in percent of the time in which the
 * thread was busy: by owner, the project file or package that ran or that called into Node or
 * V8; and by function, with its owner, where functions of Node and V8 are listed separately.
 *
 * @param skipMs duration of start and warm-up, which are excluded
 */
export function summarizeProfile(
  file: string,
  { skipMs, requests, top }: { skipMs: number; requests: number; top: number },
): string {
  const profile = JSON.parse(readFileSync(file, 'utf8')) as Profile
  const places = toPlaces(profile.nodes)
  const byOwner = new Map<string, number>()
  const byFunction = new Map<string, number>()
  let busy = 0
  let at = 0
  for (const [index, id] of profile.samples.entries()) {
    const place = places.get(id)
    const time = profile.timeDeltas[index] ?? 0
    at += time
    if (!place || place.name === IDLE || at < skipMs * 1000) continue
    busy += time
    add(byOwner, place.owner, time)
    add(byFunction, `${place.name} | ${place.owner}`, time)
  }
  const toLine = ([name, time]: [string, number]) =>
    `| ${name} | ${(time / requests).toFixed(1)} | ${((100 * time) / busy).toFixed(1)} |`
  return [
    `${(busy / requests).toFixed(0)} µs busy per request\n`,
    '| owner | µs/request | % |\n| --- | --: | --: |',
    ...sorted(byOwner).slice(0, top).map(toLine),
    '\n| function | owner | µs/request | % |\n| --- | --- | --: | --: |',
    ...sorted(byFunction).slice(0, top).map(toLine),
    '',
  ].join('\n')
}

/** The function of each node and its owner, by the node's id. Callers precede their callees. */
function toPlaces(nodes: readonly ProfileNode[]): Map<number, { name: string; owner: string }> {
  const places = new Map<number, { name: string; owner: string }>()
  const callers = new Map<number, number>()
  for (const { id, callFrame, children } of nodes) {
    for (const child of children ?? []) callers.set(child, id)
    const { functionName, url, lineNumber } = callFrame
    const isOwn = url !== '' && !url.startsWith('node:')
    const caller = places.get(callers.get(id) ?? -1)?.owner
    const owner = isOwn ? ownerOf(url) : (caller ?? 'Node and V8')
    places.set(id, { name: `${functionName || '(anonymous)'}${isOwn ? `:${lineNumber + 1}` : ''}`, owner })
  }
  return places
}

function ownerOf(url: string): string {
  const [, name] = PACKAGE.exec(url) ?? []
  return name ?? url.replace(/^.*\/(dist\/(bench\/)?)/, '')
}

function add(times: Map<string, number>, name: string, time: number): void {
  times.set(name, (times.get(name) ?? 0) + time)
}

function sorted(times: Map<string, number>): [string, number][] {
  return [...times].sort(([, a], [, b]) => b - a)
}
