/** -1 if there is none. Those in double quotes are ignored, unless it would otherwise not be closed. */
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

export function splitOutside(text: string, separator: RegExp): string[] {
  const parts = ['']
  let isQuoted = false
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? ''
    const closing = character === '(' && !isQuoted ? findClosing(text, at) : -1
    if (character === '"') isQuoted = !isQuoted && text.includes('"', at + 1)
    if (!isQuoted && separator.test(character)) parts.push('')
    else parts.push((parts.pop() ?? '') + (closing === -1 ? character : text.slice(at, closing + 1)))
    if (closing !== -1) at = closing
  }
  return parts.map((part) => part.trim())
}

/** `rows(sku: SKU | 货号) copy` has two words. An unclosed parenthesis extends to the end. */
export function readWords(text: string): { word: string; at: number }[] {
  const words: { word: string; at: number }[] = []
  const wordStart = /[^\s(]+/gu
  for (let found = wordStart.exec(text); found; found = wordStart.exec(text)) {
    const end = wordStart.lastIndex
    const closing = text[end] === '(' ? findClosing(text, end) : -1
    if (text[end] === '(') wordStart.lastIndex = closing === -1 ? text.length : closing + 1
    words.push({ word: text.slice(found.index, wordStart.lastIndex), at: found.index })
  }
  return words
}
