const REGEXP_CHARACTERS = /[.*+?^${}()|[\]\\]/g
const REQUEST_ID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'

/**
 * Turns a page into a template: splits it at its customer's texts, and returns a function that joins the pieces with
 * another customer's texts.
 *
 * @param html  of the product's page
 * @param texts of the customer on that page
 */
export function learnPage(
  html: string,
  texts: readonly string[],
): (texts: readonly string[], requestId: string) => string {
  const slots = new Map(texts.map((text, index) => [text, index]))
  const longestFirst = [...slots.keys()].filter((text) => text !== '').sort((a, b) => b.length - a.length)
  const pattern = longestFirst.map((text) => text.replaceAll(REGEXP_CHARACTERS, String.raw`\$&`))
  // The request id, and its beginning in the footer.
  const id = new RegExp(REQUEST_ID).exec(html)?.[0] ?? ''
  const parts = html.split(new RegExp(`(${[id, `${toShort(id)}(?=</code>)`, ...pattern].join('|')})`))
  const fixed = parts.filter((_, index) => index % 2 === 0)
  // -1 is the request id, -2 its beginning.
  const found = parts
    .filter((_, index) => index % 2 === 1)
    .map((text) => slots.get(text) ?? (text === id ? -1 : -2))
  return (others, requestId) => {
    let page = fixed[0] ?? ''
    for (const [index, slot] of found.entries()) {
      const text = slot === -1 ? requestId : slot === -2 ? toShort(requestId) : (others[slot] ?? '')
      page += text + (fixed[index + 1] ?? '')
    }
    return page
  }
}

const toShort = (requestId: string) => requestId.slice(0, 8)

/** Removes what differs between requests: the request id, times, and sealed and signed values. */
function withoutMoment(html: string): string {
  return html
    .replaceAll(/name="(visit|value|page)" value="[\w-]+"/g, 'name="$1"')
    .replaceAll(new RegExp(REQUEST_ID, 'g'), '')
    .replace(/<footer>[\s\S]*<\/footer>/, (footer) =>
      footer.replace(/<time[\s\S]*<\/time>/, '').replace(/[0-9a-f]{8}(?=<\/code>)/, ''),
    )
}

/** @throws if the two pages differ, with the first difference */
export function assertSamePage(ours: string, floor: string): void {
  const [one, other] = [withoutMoment(ours), withoutMoment(floor)]
  if (one === other) return
  let at = 0
  while (one[at] === other[at]) at += 1
  const near = (html: string) => JSON.stringify(html.slice(Math.max(0, at - 60), at + 60))
  throw new Error(`The floor's page differs from ours:\n  ours  ${near(one)}\n  floor ${near(other)}`)
}
