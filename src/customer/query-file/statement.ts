import type { Fault } from './annotations.ts'
import { PARAMETER_NAMES, isParameterName, type ParameterName } from './parameter-names.ts'
import { readTokens } from './statement-tokens.ts'
import { toLine } from './statement-position.ts'

export interface Statement {
  /** With `$1`, `$2`…, without a semicolon; as many lines as the source. What is no parameter stands as null. */
  text: string
  /** By position. */
  parameters: ParameterName[]
}

export interface ReadStatement {
  statement: Statement
  faults: Fault[]
  /** It is one statement that reads, whatever its parameters are: the database can say what else is wrong. */
  canDescribe: boolean
}

/** What a statement that only reads may begin with. */
const READS: ReadonlySet<string> = new Set(['select', 'with', 'values', 'table'])

const SECOND_STATEMENT = 'a file holds one statement, and a second one begins here'

/**
 * Turns `:name` into `$n`, the same name into the same number, and sees that the file is one statement that reads.
 *
 * @param allowed the parameters that such a file may have
 */
export function readStatement(
  source: string,
  allowed: readonly ParameterName[] = PARAMETER_NAMES,
): ReadStatement {
  const faults: Fault[] = []
  const parameters: ParameterName[] = []
  const unknown = new Set<string>()
  let text = ''
  let firstWord: string | undefined
  let isEnded = false
  let canDescribe = true
  for (const token of readTokens(source, allowed)) {
    const fail = (message: string) => void faults.push({ line: toLine(source, token.at), message })
    const { kind } = token
    if (isEnded && kind !== 'comment' && kind !== 'semicolon' && token.text.trim() !== '') {
      fail(SECOND_STATEMENT)
      canDescribe = false
      break
    }
    if (kind === 'word' && firstWord === undefined) {
      firstWord = token.text.toLowerCase()
      if (!READS.has(firstWord)) {
        fail(`only reading is allowed: a statement begins with select or with, not ${firstWord}`)
        canDescribe = false
      }
    }
    if (kind === 'parameter' || kind === 'position') {
      const name = allowed.find((one) => one === token.text.slice(1))
      if (name !== undefined) {
        if (!parameters.includes(name)) parameters.push(name)
        text += `$${String(parameters.indexOf(name) + 1)}`
        continue
      }
      if (!unknown.has(token.text)) fail(toUnknown(token.text, allowed))
      unknown.add(token.text)
      text += 'null'
    } else if (kind === 'semicolon') {
      isEnded = true
      text += ' '
    } else {
      text += token.text
    }
  }
  if (firstWord === undefined) {
    faults.push({ line: null, message: 'holds no statement' })
    canDescribe = false
  }
  return { statement: { text, parameters }, faults, canDescribe }
}

function toUnknown(text: string, allowed: readonly ParameterName[]): string {
  const known = `known: ${allowed.map((name) => `:${name}`).join(' ')}`
  if (text.startsWith('$'))
    return `${text} is no parameter here: write its name, such as :visitorImId (${known})`
  return isParameterName(text.slice(1))
    ? `${text} is a parameter of other files (${known})`
    : `unknown parameter ${text} (${known})`
}
