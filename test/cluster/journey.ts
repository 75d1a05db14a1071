/** The page in JSON, as far as the load uses it. */
export interface Page {
  outcome: string
  customer: { customer_no: string } | null
  visit: { visitorImId: string }
  link?: { form: { action: string; page: string } | null }
  search: { action: string; page: string; open: (string | null)[] } | null
}

/** Requests a path, or submits a form to it. */
export type Ask = (path: string, form?: Record<string, string>) => Promise<Page>

/** Timeout of a request. */
const PATIENCE_MS = 15_000
const HEADERS = { Accept: 'application/json', 'Sec-Fetch-Site': 'same-origin' }

/** @throws {Error} with the status as its message, unless it is a success */
export async function request(url: URL, form?: Record<string, string>): Promise<Page> {
  const body = form && new URLSearchParams(form)
  const response = await fetch(url, {
    headers: HEADERS,
    signal: AbortSignal.timeout(PATIENCE_MS),
    ...(body && { method: 'POST', body }),
  })
  if (!response.ok) throw new Error(String(response.status))
  return (await response.json()) as Page
}

/** Views a visitor as an agent who may link. */
export const view = (ask: Ask, visitor: string) =>
  ask(`/?visitorImId=${visitor}&originType=app&agentId=7&agentName=Tom`)

/** Searches for a customer by number and opens the first result. */
export async function open(ask: Ask, { search }: Page, customerNo: string): Promise<Page> {
  const found = await ask(search?.action ?? '', { page: search?.page ?? '', term: customerNo })
  return ask(found.search?.open[0] ?? '')
}

/** Submits the form that links the visitor, or undoes the link. */
export function submit(ask: Ask, { link }: Page): Promise<Page> {
  const { action = '', page = '' } = link?.form ?? {}
  return ask(action, { page })
}
