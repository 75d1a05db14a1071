import { Tokenizer } from 'htmlparser2'

/** Elements that begin and end a line. */
const BLOCKS: ReadonlySet<string> = new Set(
  [
    'address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset',
    'figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li main menu nav ol',
    'optgroup option p pre search section summary table tbody tfoot thead tr ul',
  ].flatMap((line) => line.split(' ')),
)
const TABLE_CELLS: ReadonlySet<string> = new Set(['td', 'th'])
/** Elements whose content browsers do not render. */
const UNSEEN: ReadonlySet<string> = new Set('iframe noembed noframes script style template title'.split(' '))
const SPACES = /[ \t\n\r\f]+/g
/** Bounds the length of lines. */
const MAX_QUOTES = 5

/**
 * Converts HTML to text, with a line for each block and without content that browsers do not render. Lines of quotations
 * begin with `>`, as in plain mails: without it, a reply would seem to say what it quotes. It uses only the library's
 * tokenizer, which keeps no stack of elements: it is linear in the text, even for deeply nested or broken markup.
 */
export function toMarkupText(html: string): string {
  const blocks: { quotes: number; parts: string[] }[] = []
  let parts: string[] = []
  let quotes = 0
  let unseen = ''
  let depth = 0
  let isPreformatted = false

  function beginBlock(): void {
    parts = []
    blocks.push({ quotes, parts })
  }

  function begin(name: string): void {
    if (name === unseen) depth += 1
    else if (unseen === '' && UNSEEN.has(name)) [unseen, depth] = [name, 1]
    if (name === 'pre') isPreformatted = true
    if (name === 'blockquote' && unseen === '') quotes += 1
    breakAt(name)
  }

  function end(name: string): void {
    if (name === unseen) depth -= 1
    if (depth === 0) unseen = ''
    if (name === 'pre') isPreformatted = false
    if (name === 'blockquote' && unseen === '') quotes = Math.max(0, quotes - 1)
    breakAt(name)
  }

  function breakAt(name: string): void {
    if (unseen !== '') return
    if (BLOCKS.has(name)) beginBlock()
    else if (TABLE_CELLS.has(name)) parts.push(' ')
  }

  const nothing = () => undefined
  const nameAt = (start: number, end: number) => html.slice(start, end).toLowerCase()
  const tokenizer = new Tokenizer(
    { decodeEntities: true },
    {
      ontext(start, end) {
        const text = html.slice(start, end)
        if (unseen === '') parts.push(isPreformatted ? text : text.replaceAll(SPACES, ' '))
      },
      ontextentity(codePoint) {
        if (unseen === '') parts.push(String.fromCodePoint(codePoint))
      },
      onopentagname: (start, end) => begin(nameAt(start, end)),
      onclosetag: (start, at) => end(nameAt(start, at)),
      onopentagend: nothing,
      onselfclosingtag: nothing,
      onattribdata: nothing,
      onattribend: nothing,
      onattribentity: nothing,
      onattribname: nothing,
      oncdata: nothing,
      oncomment: nothing,
      ondeclaration: nothing,
      onend: nothing,
      onprocessinginstruction: nothing,
    },
  )
  beginBlock()
  tokenizer.write(html)
  tokenizer.end()
  const lines = blocks.flatMap((block) => {
    const mark = block.quotes === 0 ? '' : `${'>'.repeat(Math.min(block.quotes, MAX_QUOTES))} `
    const texts = block.parts.join('').split('\n')
    return texts.flatMap((text) => {
      const line = text.replaceAll(SPACES, ' ').trim()
      return line === '' ? [] : mark + line
    })
  })
  return lines.join('\n')
}

/** Bounds recursion below the size of the stack. */
const MAX_DEPTH = 50

/** Converts a column's value, which may be an array; JSON has any depth. */
export function readMarkup(value: unknown, depth = 0): unknown {
  if (depth > MAX_DEPTH) return '…'
  if (Array.isArray(value)) return value.map((part) => readMarkup(part, depth + 1))
  return typeof value === 'string' ? toMarkupText(value) : value
}
