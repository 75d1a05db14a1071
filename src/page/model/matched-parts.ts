/** A piece of a text, and whether it is what was searched for. */
export interface TextPart {
  text: string
  isMatched: boolean
}

/** Cuts a text at each word of what was typed, in whatever case. Together the parts are the text. */
export function toMatchedParts(text: string, typed: string): TextPart[] {
  const words = typed.normalize('NFKC').split(/\s+/).filter(Boolean)
  if (words.length === 0) return [{ text, isMatched: false }]
  // Of two words of which one begins the other, the longer one is meant.
  const longestFirst = words.toSorted((one, other) => other.length - one.length)
  const pattern = longestFirst
    .map((word) => word.replaceAll(/[$()*+./?[\\\]^{|}]/g, String.raw`\$&`))
    .join('|')
  return text
    .split(new RegExp(`(${pattern})`, 'giu'))
    .map((part, index) => ({ text: part, isMatched: index % 2 === 1 }))
    .filter((part) => part.text !== '')
}
