import { isSent, PARAMETER_NAMES } from './parameter-names.ts'

/** As Postgres sees it: any character beyond ASCII may stand in a name. */
const NAME_START = String.raw`A-Za-z_\u0080-\uffff`
const NAME_PART = String.raw`\w\u0080-\uffff`

/**
 * Everything in which a colon or a semicolon is not ours: strings (plain, and with backslashes), quoted names, dollar
 * quotes, casts and assignments. What is left of a colon and a name is a parameter, or the end of an array slice.
 * Comments are taken out before, because they nest. Should this and Postgres ever disagree, the protocol still takes
 * one statement only.
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

type Kind = 'space' | 'comment' | 'parameter' | 'position' | 'semicolon' | 'word' | 'other'

const KINDS = ['space', 'comment', 'parameter', 'position', 'semicolon', 'word'] as const

export interface Token {
  text: string
  /** Where it begins in the source. */
  at: number
  /** `position` is a parameter as Postgres writes it: `$1`. */
  kind: Kind
}

/**
 * The tokens of a file. Put together they are the file.
 *
 * @param parameters names that are more likely a parameter's than a column's at the end of a slice
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
    let kind: Kind = KINDS.find((known) => match?.groups?.[known] !== undefined) ?? 'other'
    if (kind === 'parameter' && brackets.isSliceAt(text)) {
      kind = 'other'
      text = ':'
    }
    const token = { text, at, kind }
    brackets.see(token)
    yield token
    at += text.length
  }
}

/** Comments nest. One that is not closed goes on to the end, where Postgres says so. */
function endOfComment(source: string, start: number): number {
  const mark = /\/\*|\*\//g
  mark.lastIndex = start
  for (let depth = 0, match = mark.exec(source); match; match = mark.exec(source)) {
    depth += match[0] === '/*' ? 1 : -1
    if (depth === 0) return mark.lastIndex
  }
  return source.length
}

/** What a slice's bounds may end in: a number, a name, a string, a parenthesis. */
const END_OF_EXPRESSION = new RegExp(String.raw`[${NAME_PART}$)\]"']$`)

/**
 * Where the source stands among brackets, so that the colon of `a[1:n]` and `a[:n]` is told from that of `a[:lang]` and
 * `array[:to]`.
 */
class Brackets {
  private readonly open: ('array' | 'subscript' | 'parenthesis')[] = []
  /** The last token that is neither space nor comment, and what followed it. */
  private last = ''
  private isSpaced = false
  private readonly parameters: readonly string[]

  constructor(parameters: readonly string[]) {
    this.parameters = parameters
  }

  /** Whether the colon of something like a parameter is that of a slice, and its name that of a column. */
  isSliceAt(parameter: string): boolean {
    if (this.open.at(-1) !== 'subscript') return false
    const name = parameter.slice(1)
    const isKnown = isSent(name) || this.parameters.includes(name)
    if (this.last === '[') return !isKnown
    if (!END_OF_EXPRESSION.test(this.last)) return false
    // A word may also be a keyword, as in `[case when :lang = 'en' then 1 end]`.
    return !(isKnown && this.isSpaced && /^[a-z]+$/i.test(this.last))
  }

  see({ text, kind }: Token): void {
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
