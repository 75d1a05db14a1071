/// <reference lib="dom" />
import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** What axe finds wrong with a page, by rule, with the markup. */
export async function findViolations(page: Page): Promise<{ id: string; nodes: string[] }[]> {
  await page.evaluate(axe.source)
  return page.evaluate(async () => {
    const inPage = globalThis as unknown as { axe: typeof axe }
    const { violations } = await inPage.axe.run(document)
    return violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) }))
  })
}
