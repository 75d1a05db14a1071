import type { Fault } from './annotations.ts'
import { isParameterName, PARAMETER_NAMES, type ParameterName } from './parameter-names.ts'

export interface Statement {
  /** With `$1`, `$2`…, without a semicolon; as many lines as the source. */
  text: string
  /** By position. */
  parameters: ParameterName[]
}

/** As Postgres sees it: any character beyond ASCII may stand in a name. */
const NAME_START = String.raw`A-Za-z_\u0080-\uffff`
const NAME_PART = String.raw`\w\u0080-\uffff`

/**
 * Everything in which a colon or a semicolon is not ours: strings (plain, and with backslashes), quoted names, dollar
 * quotes, casts and assignments. What is left of a colon and a name is a parameter. Comments are taken out before,
 * because they nest. Should this and Postgres ever disagree, the protocol still takes one statement only.
 */
const TOKEN = new RegExp(
  [
    String.raw`(?<![${NAME_PART}$])[eE]'(?:[^'\\]|\\[\s\S]|'')*'`,
    String.raw`'(?:[^']|'')*'`,
    String.raw`"(?:[^"]|"")*"`,
    String.raw`(?<![${NAME_PART}$])\$(?<tag>[${NAME_START}][${NAME_PART}]*)?\$[\s\S]*?\$\k<tag>\$`,
    String.raw`(?<comment>--[^\r\n]*|\/\*)`,
    String.raw`::`,
    String.raw`:=`,
    String.raw`:(?<name>[A-Za-z_]\w*)`,
    String.raw`(?<semicolon>;)`,
    String.raw`(?<word>[${NAME_START}][${NAME_PART}$]*)`,
  ].join('|'),
  'gy',
)

/** What a statement that only reads may begin with. */
const READS: ReadonlySet<string> = new Set(['select', 'with', 'values', 'table'])

const SECOND_STATEMENT = 'a file holds one statement, and a second one begins here'

interface Token {
  text: string
  at: number
  kind: 'comment' | 'parameter' | 'semicolon' | 'word' | 'other'
}

function* readTokens(source: string): Generator<Token> {
  for (let at = 0; at < source.length;) {
    TOKEN.lastIndex = at
    const match = TOKEN.exec(source)
    const groups = match?.groups ?? {}
    let text = match?.[0] ?? source.charAt(at)
    if (text === '/*') text = source.slice(at, endOfComment(source, at))
    const kind =
      groups['comment'] !== undefined
        ? 'comment'
        : groups['name'] !== undefined
          ? 'parameter'
          : groups['semicolon'] !== undefined
            ? 'semicolon'
            : groups['word'] !== undefined
              ? 'word'
              : 'other'
    yield { text, at, kind }
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

/** Turns `:name` into `$n`, the same name into the same number, and sees that the file is one statement that reads. */
export function readStatement(source: string): { statement: Statement; faults: Fault[] } {
  const faults: Fault[] = []
  const parameters: string[] = []
  let text = ''
  let firstWord: string | undefined
  let isEnded = false
  for (const token of readTokens(source)) {
    const fail = (message: string) =>
      void faults.push({ line: source.slice(0, token.at).split('\n').length, message })
    if (isEnded && token.kind !== 'comment' && token.kind !== 'semicolon' && token.text.trim() !== '') {
      fail(SECOND_STATEMENT)
      break
    }
    if (token.kind === 'word' && firstWord === undefined) {
      firstWord = token.text.toLowerCase()
      if (!READS.has(firstWord)) {
        fail(`only reading is allowed: a statement begins with select or with, not ${firstWord}`)
      }
    }
    if (token.kind === 'parameter') {
      const name = token.text.slice(1)
      if (!parameters.includes(name)) {
        parameters.push(name)
        if (!isParameterName(name)) fail(`unknown parameter :${name} (known: ${KNOWN_PARAMETERS})`)
      }
      text += `$${String(parameters.indexOf(name) + 1)}`
    } else if (token.kind === 'semicolon') {
      isEnded = true
      text += ' '
    } else {
      text += token.text
    }
  }
  if (firstWord === undefined) faults.push({ line: null, message: 'holds no statement' })
  return { statement: { text, parameters: parameters.filter(isParameterName) }, faults }
}

const KNOWN_PARAMETERS = PARAMETER_NAMES.map((name) => `:${name}`).join(' ')
