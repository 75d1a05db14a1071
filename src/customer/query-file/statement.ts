import type { Fault } from './annotations.ts'
import { PARAMETER_NAMES, type ParameterName } from './parameter-names.ts'
import { readTokens } from './statement-tokens.ts'
import { toLine } from './statement-position.ts'

export interface Statement<Name = ParameterName> {
  /** With `$1`, `$2`…, without a semicolon; as many lines as the source. What is no parameter stands as null. */
  text: string
  /** By position. */
  parameters: Name[]
}

export interface ReadStatement<Name = ParameterName> {
  statement: Statement<Name>
  faults: Fault[]
  /** It is one statement of its kind, whatever its parameters are: the database can say what else is wrong. */
  canDescribe: boolean
}

/** What a statement may begin with, and what it may ask for. */
interface StatementKind<Name> {
  begins: ReadonlySet<string>
  /** What is said of any other first word, before it. */
  refusal: string
  parameters: readonly Name[]
}

const READING: StatementKind<ParameterName> = {
  begins: new Set(['select', 'with', 'values', 'table']),
  refusal: 'only reading is allowed: a statement begins with select or with, not',
  parameters: PARAMETER_NAMES,
}

const SECOND_STATEMENT = 'a file holds one statement, and a second one begins here'

/** As `readStatementOf`, of a statement that reads. */
export function readStatement(source: string): ReadStatement {
  return readStatementOf(READING, source)
}

/** Turns `:name` into `$n`, the same name into the same number, and sees that the file is one statement of its kind. */
export function readStatementOf<Name extends string>(
  kind: StatementKind<Name>,
  source: string,
): ReadStatement<Name> {
  const faults: Fault[] = []
  const parameters: Name[] = []
  const unknown = new Set<string>()
  let text = ''
  let firstWord: string | undefined
  let isEnded = false
  let canDescribe = true
  for (const token of readTokens(source)) {
    const fail = (message: string) => void faults.push({ line: toLine(source, token.at), message })
    const isPassive = token.kind === 'comment' || token.kind === 'semicolon'
    if (isEnded && !isPassive && token.text.trim() !== '') {
      fail(SECOND_STATEMENT)
      canDescribe = false
      break
    }
    if (token.kind === 'word' && firstWord === undefined) {
      firstWord = token.text.toLowerCase()
      if (!kind.begins.has(firstWord)) {
        fail(`${kind.refusal} ${firstWord}`)
        canDescribe = false
      }
    }
    if (token.kind === 'parameter' || token.kind === 'position') {
      const name = kind.parameters.find((known) => known === token.text.slice(1))
      if (name !== undefined) {
        if (!parameters.includes(name)) parameters.push(name)
        text += `$${String(parameters.indexOf(name) + 1)}`
        continue
      }
      if (!unknown.has(token.text)) fail(toUnknown(token.text, kind.parameters))
      unknown.add(token.text)
      text += 'null'
    } else if (token.kind === 'semicolon') {
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

function toUnknown(text: string, parameters: readonly string[]): string {
  const known = parameters.map((name) => `:${name}`).join(' ')
  return text.startsWith('$')
    ? `${text} is no parameter here: write its name, such as :visitorImId (known: ${known})`
    : `unknown parameter ${text} (known: ${known})`
}
