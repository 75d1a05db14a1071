/// <reference lib="dom" />
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type axe from 'axe-core'
import type { Page } from 'playwright-core'

// Half the size of `axe.source`, which is sent to each page.
const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Rules whose result depends on the language. */
export const RULES_OF_TEXTS: readonly string[] = [
  ...['html-has-lang', 'html-lang-valid', 'valid-lang', 'document-title'],
  ...['button-name', 'link-name', 'summary-name', 'label', 'image-alt'],
]
/** Rules whose result depends on the colours. */
export const RULES_OF_COLOURS: readonly string[] = ['color-contrast']

/**
 * Returns axe's violations on a page, by rule, with the markup.
 *
 * @param rules ids of the rules to apply; all by default
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
      // Only rules about rotated screens and sounds load style sheets and media; a page has neither.
      preload: false,
      ...(only && { runOnly: [...only] }),
    })
    return violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) }))
  }, rules)
}

/** Returns the controls, disclosures and pictures without an accessible name, as after a missing text. */
export async function findNameless(page: Page): Promise<string[]> {
  const listed = (await page.locator('body').ariaSnapshot()).split('\n')
  const folds = await page.locator('summary').allTextContents()
  return [
    ...listed.filter((line) => /^\s*- (?:button|link|textbox|combobox|img)(?::|$)/.test(line)),
    ...folds.flatMap((text) => (text.trim() === '' ? ['summary'] : [])),
  ]
}
