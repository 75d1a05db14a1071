import { isSentParameter, PARAMETER_NAMES } from './parameter-names.ts'

/** Like Postgres, accepts any non-ASCII character in names. */
const NAME_START = String.raw`A-Za-z_\u0080-\uffff`
const NAME_PART = String.raw`\w\u0080-\uffff`

/**
 * Tokens in which a colon or semicolon is not ours. Any other colon before a name is a parameter, or the end of an
 * array slice. Comments nest, so they are handled separately. Should Postgres ever disagree, the protocol still
 * accepts only one statement.
 */
const TOKEN = new RegExp(
  [
    String.raw`(?<space>[ \t\r\n\f\v]+)`,
    String.raw`(?<![${NAME_PART}$])[eE]'(?:[^'\\]|\\[\s\S]|'')*'`,
    String.raw`'(?:[^']|'')*'`,
    String.raw`"(?:[^"]|"")*"`,
    String.raw`(?<![${NAME_PART}$])\$(?<tag>[${NAME_START}][${NAME_PART}]*)?\$[\s\S]*?\$\k<tag>\$`,
    String.raw`(?<comment>--[^\r\n]*|\/\*)`,
    String.raw`::`,
    String.raw`:=`,
    String.raw`(?<parameter>:sent\.(?:[${NAME_START}][${NAME_PART}]*|"(?:[^"]|"")+")|:[A-Za-z_]\w*)`,
    String.raw`(?<position>\$\d+)`,
    String.raw`(?<semicolon>;)`,
    String.raw`(?<word>[${NAME_START}][${NAME_PART}$]*)`,
  ].join('|'),
  'gy',
)

const KINDS = ['space', 'comment', 'parameter', 'position', 'semicolon', 'word'] as const

export interface Token {
  text: string
  at: number
  /** `position` is a positional parameter: `$1`. */
  kind: (typeof KINDS)[number] | 'other'
}

/**
 * The tokens concatenate to the file.
 *
 * @param parameters names that at the end of a slice are more likely a parameter than a column
 */
export function* readTokens(
  source: string,
  parameters: readonly string[] = PARAMETER_NAMES,
): Generator<Token> {
  const brackets = new Brackets(parameters)
  for (let at = 0; at < source.length;) {
    TOKEN.lastIndex = at
    const match = TOKEN.exec(source)
    let text = match?.[0] ?? source.charAt(at)
    if (text === '/*') text = source.slice(at, endOfComment(source, at))
    let kind: Token['kind'] = KINDS.find((known) => match?.groups?.[known] !== undefined) ?? 'other'
    if (kind === 'parameter' && brackets.isSliceAt(text)) {
      kind = 'other'
      text = ':'
    }
    const token = { text, at, kind }
    brackets.advance(token)
    yield token
    at += text.length
  }
}

/** Converts an offset in UTF-16 units, from 0, to a line, from 1. */
export function toLine(text: string, at: number): number {
  return text.slice(0, at).split('\n').length
}

/** Comments nest. An unclosed one extends to the end, where Postgres reports it. */
function endOfComment(source: string, start: number): number {
  const delimiter = /\/\*|\*\//g
  delimiter.lastIndex = start
  for (let depth = 0, match = delimiter.exec(source); match; match = delimiter.exec(source)) {
    depth += match[0] === '/*' ? 1 : -1
    if (depth === 0) return delimiter.lastIndex
  }
  return source.length
}

/** The end of a slice bound: a number, name, string or closing bracket. */
const END_OF_EXPRESSION = new RegExp(String.raw`[${NAME_PART}$)\]"']$`)

/** Distinguishes the slices `a[1:n]` and `a[:n]` from parameters as in `a[:lang]` and `array[:to]`. */
class Brackets {
  private readonly open: ('array' | 'subscript' | 'parenthesis')[] = []
  private last = ''
  private isSpaced = false
  private readonly parameters: readonly string[]

  constructor(parameters: readonly string[]) {
    this.parameters = parameters
  }

  isSliceAt(parameter: string): boolean {
    if (this.open.at(-1) !== 'subscript') return false
    const name = parameter.slice(1)
    const isKnown = isSentParameter(name) || this.parameters.includes(name)
    if (this.last === '[') return !isKnown
    if (!END_OF_EXPRESSION.test(this.last)) return false
    // The word may be a keyword, as in `[case when :lang = 'en' then 1 end]`.
    return !(isKnown && this.isSpaced && /^[a-z]+$/i.test(this.last))
  }

  advance({ text, kind }: Token): void {
    if (kind === 'space' || kind === 'comment') {
      this.isSpaced = true
      return
    }
    if (text === '(') this.open.push('parenthesis')
    else if (text === '[') this.open.push(this.beginsArray() ? 'array' : 'subscript')
    else if (text === ')' || text === ']') this.open.pop()
    this.last = text
    this.isSpaced = false
  }

  private beginsArray(): boolean {
    const isNested = this.open.at(-1) === 'array' && (this.last === '[' || this.last === ',')
    return isNested || this.last.toLowerCase() === 'array'
  }
}
