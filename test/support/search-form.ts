import type { TestApp } from './app.ts'

interface Searched {
  search: { action: string; page: string; open: (string | null)[] }
}

async function getPage(app: TestApp, address: string): Promise<Searched> {
  return (await app.json(address).expect(200)).body as Searched
}

/** Searches from a page with its form, and returns the address of the response. */
export async function searchFrom(app: TestApp, address: string, term: string): Promise<string> {
  const { action, page } = (await getPage(app, address)).search
  const { headers } = await app.form(action, { page, term }).expect(303)
  return headers['location'] ?? ''
}

/** Returns the address of the first candidate's page. */
export async function openFirst(app: TestApp, address: string): Promise<string> {
  const { open } = (await getPage(app, address)).search
  return open[0] ?? ''
}
