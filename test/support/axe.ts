/// <reference lib="dom" />
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type axe from 'axe-core'
import type { Page } from 'playwright-core'

// Half as much to send to each page as `axe.source`.
const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What may differ where only the texts do: of another language. */
export const RULES_OF_TEXTS: readonly string[] = [
  ...['html-has-lang', 'html-lang-valid', 'valid-lang', 'document-title'],
  ...['button-name', 'link-name', 'summary-name', 'label', 'image-alt'],
]
/** What may differ where only the colours do. */
export const RULES_OF_COLOURS: readonly string[] = ['color-contrast']

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
  if (!isThere) await page.evaluate(SOURCE)
  return page.evaluate(async (only) => {
    const inPage = globalThis as unknown as { axe: typeof axe }
    const { violations } = await inPage.axe.run(document, {
      resultTypes: ['violations'],
      // Style sheets are read for rules that are not among those.
      ...(only && { runOnly: [...only], preload: false }),
    })
    return violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) }))
  }, rules)
}

/** The controls, folds and pictures that have no name, as a screen reader lists them: what a missing text leaves. */
export async function findNameless(page: Page): Promise<string[]> {
  const listed = (await page.locator('body').ariaSnapshot()).split('\n')
  const folds = await page.locator('summary').allTextContents()
  return [
    ...listed.filter((line) => /^\s*- (?:button|link|textbox|combobox|img)(?::|$)/.test(line)),
    ...folds.flatMap((text) => (text.trim() === '' ? ['summary'] : [])),
  ]
}
