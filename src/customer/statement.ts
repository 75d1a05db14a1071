import type { Fault } from './annotations.ts'
import { isParameterName, PARAMETER_NAMES, type ParameterName } from './parameter-names.ts'

export interface Statement {
  /** With `$1`, `$2`…, without a semicolon; as many lines as the source. */
  text: string
  /** By position. */
  parameters: ParameterName[]
}

/**
 * Everything in which a colon or a semicolon is not ours: strings (plain, and with backslashes), quoted names, dollar
 * quotes, both kinds of comment, casts and assignments. What is left of a colon and a name is a parameter.
 */
const TOKEN = new RegExp(
  [
    String.raw`\b[eE]'(?:[^'\\]|\\[\s\S]|'')*'`,
    String.raw`'(?:[^']|'')*'`,
    String.raw`"(?:[^"]|"")*"`,
    String.raw`(?<![\w$])\$(?<tag>[A-Za-z_]\w*)?\$[\s\S]*?\$\k<tag>\$`,
    String.raw`(?<comment>--[^\n]*|\/\*[\s\S]*?\*\/)`,
    String.raw`::`,
    String.raw`:=`,
    String.raw`:(?<name>[A-Za-z_]\w*)`,
    String.raw`(?<semicolon>;)`,
    String.raw`(?<word>[A-Za-z_]\w*)`,
  ].join('|'),
  'g',
)
/** What a statement that only reads may begin with. */
const READS: ReadonlySet<string> = new Set(['select', 'with', 'values', 'table'])

/** Turns `:name` into `$n`, the same name into the same number, and sees that the file is one statement that reads. */
export function readStatement(source: string): { statement: Statement; faults: Fault[] } {
  const faults: Fault[] = []
  const parameters: string[] = []
  let firstWord: string | undefined
  let ended = false
  const text = source.replace(TOKEN, (token: string, ...rest: unknown[]) => {
    const groups = rest.at(-1) as Partial<Record<'comment' | 'name' | 'semicolon' | 'word', string>>
    const at = rest.at(-3) as number
    const line = source.slice(0, at).split('\n').length
    if (groups.comment !== undefined) return token
    if (groups.semicolon !== undefined) {
      ended = true
      return ' '
    }
    if (ended && !faults.some(({ message }) => message === SECOND_STATEMENT)) {
      faults.push({ line, message: SECOND_STATEMENT })
    }
    if (firstWord === undefined && groups.word !== undefined) {
      firstWord = groups.word.toLowerCase()
      if (!READS.has(firstWord)) {
        faults.push({
          line,
          message: `only reading is allowed: a statement begins with select or with, not ${firstWord}`,
        })
      }
    }
    if (groups.name === undefined) return token
    if (!parameters.includes(groups.name)) {
      parameters.push(groups.name)
      if (!isParameterName(groups.name)) {
        const known = PARAMETER_NAMES.map((name) => `:${name}`).join(' ')
        faults.push({ line, message: `unknown parameter :${groups.name} (known: ${known})` })
      }
    }
    return `$${String(parameters.indexOf(groups.name) + 1)}`
  })
  if (firstWord === undefined) faults.push({ line: null, message: 'holds no statement' })
  return { statement: { text, parameters: parameters.filter(isParameterName) }, faults }
}

const SECOND_STATEMENT = 'a file holds one statement, and a second one begins here'
