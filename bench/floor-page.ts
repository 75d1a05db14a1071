const REGEXP_CHARACTERS = /[.*+?^${}()|[\]\\]/g
const REQUEST_ID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'

/**
 * Learns the page by heart: cuts a page of ours where one of its customer's texts stands, and returns the function that
 * joins the pieces with another customer's texts between them.
 *
 * @param html  a page of ours
 * @param texts of the customer on it
 */
export function learnPage(
  html: string,
  texts: readonly string[],
): (texts: readonly string[], requestId: string) => string {
  const slots = new Map(texts.map((text, index) => [text, index]))
  const longestFirst = [...slots.keys()].filter((text) => text !== '').sort((a, b) => b.length - a.length)
  const pattern = longestFirst.map((text) => text.replaceAll(REGEXP_CHARACTERS, String.raw`\$&`))
  // The request id, and its beginning, which stands in the footer.
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

/** A page without what is another at each request: its id, its times, and what it seals and signs. */
function withoutMoment(html: string): string {
  return html
    .replaceAll(/name="(visit|value|page)" value="[\w-]+"/g, 'name="$1"')
    .replaceAll(new RegExp(REQUEST_ID, 'g'), '')
    .replace(/<footer>[\s\S]*<\/footer>/, (footer) =>
      footer.replace(/<time[\s\S]*<\/time>/, '').replace(/[0-9a-f]{8}(?=<\/code>)/, ''),
    )
}

/** @throws when the two are not the same page, with the place where they part */
export function assertSamePage(ours: string, floor: string): void {
  const [one, other] = [withoutMoment(ours), withoutMoment(floor)]
  if (one === other) return
  let at = 0
  while (one[at] === other[at]) at += 1
  const near = (html: string) => JSON.stringify(html.slice(Math.max(0, at - 60), at + 60))
  throw new Error(`The floor's page is not ours:\n  ours  ${near(one)}\n  floor ${near(other)}`)
}
