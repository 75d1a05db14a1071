/// <reference lib="dom" />
import axe from 'axe-core'
import type { Page } from 'playwright-core'

/**
 * What axe finds wrong with a page, by rule, with the markup.
 *
 * @param rules the ids of those to be applied; all of them without
 */
export async function findViolations(
  page: Page,
  rules?: readonly string[],
): Promise<{ id: string; nodes: string[] }[]> {
  const isThere = await page.evaluate(() => 'axe' in globalThis)
  if (!isThere) await page.evaluate(axe.source)
  return page.evaluate(async (only) => {
    const inPage = globalThis as unknown as { axe: typeof axe }
    const { violations } = await inPage.axe.run(document, {
      resultTypes: ['violations'],
      ...(only && { runOnly: [...only] }),
    })
    return violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) }))
  }, rules)
}
