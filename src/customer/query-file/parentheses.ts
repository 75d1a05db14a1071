/**
 * Where the parenthesis that stands at a place is closed; -1 where it never is. Those in double quotes do not count, unless
 * it would never be closed without them.
 */
export function findClosing(text: string, open: number): number {
  const closing = scan(text, open, true)
  return closing === -1 ? scan(text, open, false) : closing
}

function scan(text: string, open: number, hasQuotes: boolean): number {
  let depth = 0
  let isQuoted = false
  for (let at = open; at < text.length; at += 1) {
    const character = text[at]
    if (character === '"' && hasQuotes) isQuoted = !isQuoted
    else if (isQuoted) continue
    else if (character === '(') depth += 1
    else if (character === ')' && --depth === 0) return at
  }
  return -1
}

/** The parts of a text between marks that stand outside of parentheses and of double quotes. */
export function splitOutside(text: string, mark: RegExp): string[] {
  const parts = ['']
  let isQuoted = false
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? ''
    const closing = character === '(' && !isQuoted ? findClosing(text, at) : -1
    if (character === '"') isQuoted = !isQuoted && text.includes('"', at + 1)
    if (!isQuoted && mark.test(character)) parts.push('')
    else parts.push((parts.pop() ?? '') + (closing === -1 ? character : text.slice(at, closing + 1)))
    if (closing !== -1) at = closing
  }
  return parts.map((part) => part.trim())
}

/**
 * The words of a text with what each has in parentheses: `rows(sku: SKU | 货号) copy`. Where they are never closed, it is all
 * the rest.
 */
export function readWords(text: string): { word: string; at: number }[] {
  const words: { word: string; at: number }[] = []
  const beginning = /[^\s(]+/gu
  for (let found = beginning.exec(text); found; found = beginning.exec(text)) {
    const end = beginning.lastIndex
    const closing = text[end] === '(' ? findClosing(text, end) : -1
    if (text[end] === '(') beginning.lastIndex = closing === -1 ? text.length : closing + 1
    words.push({ word: text.slice(found.index, beginning.lastIndex), at: found.index })
  }
  return words
}
