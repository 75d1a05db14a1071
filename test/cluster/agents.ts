import { setTimeout as sleep } from 'node:timers/promises'
import { open, request, submit, view, type Page } from './journey.ts'
import type { Series } from './series.ts'

/** Number of customers in the load. */
export const CUSTOMERS = 50
const customerNo = (index: number) => `K-${String(1000 + index)}`
const visitor = (index: number) => `known-${String(index)}`

interface Done {
  customerNo: string
  /** `unsure`: no response, or one that says that the change may have failed. */
  state: 'linked' | 'undone' | 'unsure'
}

/** The status, or why there is none. */
function kindOf({ name, message, cause }: Error): string {
  if (/^\d{3}$/.test(message)) return message
  return (cause as { code?: string } | undefined)?.code ?? name
}

/** Agents who view known customers, and agents who link new visitors and undo every third link. */
export function startAgents(url: string, { lookers, linkers }: { lookers: number; linkers: number }) {
  const pages: Series = []
  const links: Series = []
  /** Page requests that failed. */
  const lost: { from: number; to: number }[] = []
  const done = new Map<string, Done>()
  const wrong: string[] = []
  const statuses: Record<string, number> = {}
  let isStopped = false
  let slowestMs = 0

  async function ask(path: string, form?: Record<string, string>): Promise<Page> {
    const started = performance.now()
    const what = form ? `${path.split('/', 2)[1] ?? ''} ` : ''
    const count = (status: string) => (statuses[what + status] = (statuses[what + status] ?? 0) + 1)
    try {
      const page = await request(new URL(path, url), form)
      count('200')
      return page
    } catch (error) {
      count(kindOf(error as Error))
      if (!form) lost.push({ from: started, to: performance.now() })
      throw error
    } finally {
      slowestMs = Math.max(slowestMs, Math.round(performance.now() - started))
    }
  }

  async function look(): Promise<void> {
    const index = Math.floor(Math.random() * CUSTOMERS)
    const page = await ask(`/?visitorImId=${visitor(index)}&originType=app`)
    const shown = page.customer?.customer_no
    if (page.outcome !== 'found' || shown !== customerNo(index) || page.visit.visitorImId !== visitor(index))
      wrong.push(`${visitor(index)}: ${page.outcome} ${String(shown)}`)
    else pages.push(performance.now())
  }

  let next = 0
  async function link(): Promise<void> {
    next += 1
    const number = next
    const id = `new-${new URL(url).port}-${String(number)}`
    const term = customerNo(number % CUSTOMERS)
    const opened = await open(ask, await view(ask, id), term)
    if (opened.customer?.customer_no !== term)
      wrong.push(`opened ${term}: ${String(opened.customer?.customer_no)}`)
    const linked = await send(opened, id, 'linked', term)
    if (linked.customer?.customer_no !== term)
      wrong.push(`linked ${term}: ${String(linked.customer?.customer_no)}`)
    links.push(performance.now())
    if (number % 3 === 0) await send(linked, id, 'undone', term)
  }

  async function send(page: Page, id: string, state: 'linked' | 'undone', term: string): Promise<Page> {
    done.set(id, { customerNo: term, state: 'unsure' })
    const answer = await submit(ask, page)
    done.set(id, { customerNo: term, state })
    return answer
  }

  const repeat = async (work: () => Promise<void>, pauseMs: number) => {
    while (!isStopped) {
      await work().catch(() => undefined)
      await sleep(pauseMs * (0.5 + Math.random()))
    }
  }
  const running = Promise.all([
    ...Array.from({ length: lookers }, () => repeat(look, 200)),
    ...Array.from({ length: linkers }, () => repeat(link, 400)),
  ])
  return {
    url,
    pages,
    links,
    lost,
    done,
    wrong,
    statuses,
    slowestMs: () => slowestMs,
    async stop() {
      isStopped = true
      await running
    },
  }
}
