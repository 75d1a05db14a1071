export interface TextPart {
  text: string
  isMatched: boolean
}

/** The parts joined are the text. Case is ignored. */
export function toMatchedParts(text: string, typed: string): TextPart[] {
  const words = typed.normalize('NFKC').split(/\s+/).filter(Boolean)
  if (words.length === 0) return [{ text, isMatched: false }]
  // If one word is a prefix of another, the longer one takes precedence.
  const longestFirst = words.toSorted((a, b) => b.length - a.length)
  const pattern = longestFirst
    .map((word) => word.replaceAll(/[$()*+./?[\\\]^{|}]/g, String.raw`\$&`))
    .join('|')
  return text
    .split(new RegExp(`(${pattern})`, 'giu'))
    .map((part, index) => ({ text: part, isMatched: index % 2 === 1 }))
    .filter((part) => part.text !== '')
}
