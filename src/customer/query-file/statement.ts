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
  /** It is one statement of its kind, whatever its parameters are: the database can say what else is wrong. */
  canDescribe: boolean
}

/** What a statement may begin with, and what is said of any other first word. */
const BEGINNINGS = {
  reads: {
    words: ['select', 'with', 'values', 'table'],
    refusal: 'only reading is allowed: a statement begins with select or with, not',
  },
  writes: {
    words: ['insert', 'update', 'delete', 'merge', 'with', 'select'],
    refusal: 'a statement that links begins with insert, update, delete, merge, with or select, not',
  },
} as const

/** Whether a statement reads or writes, and the parameters that it may have. */
export interface StatementKind {
  does: keyof typeof BEGINNINGS
  parameters: readonly ParameterName[]
}

const READING: StatementKind = { does: 'reads', parameters: PARAMETER_NAMES }

const SECOND_STATEMENT = 'a file holds one statement, and a second one begins here'

/** Turns `:name` into `$n`, the same name into the same number, and sees that the file is one statement of its kind. */
export function readStatement(
  source: string,
  { does, parameters: allowed }: StatementKind = READING,
): ReadStatement {
  const beginning: { words: readonly string[]; refusal: string } = BEGINNINGS[does]
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
      if (!beginning.words.includes(firstWord)) {
        fail(`${beginning.refusal} ${firstWord}`)
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
