import type { Fault } from './annotations.ts'
import { toColumnName } from './column-name.ts'
import { isParameterName, isSentParameter, type ParameterName } from './parameter-names.ts'
import { KINDS } from './query-kind.ts'
import { checkSentNames } from './sent-parameters.ts'
import { readTokens, toLine } from './statement-tokens.ts'

export interface Statement {
  /** Has as many lines as the source. Unknown parameters are replaced by null. */
  text: string
  parameters: ParameterName[]
}

export interface ReadStatement {
  statement: Statement
  faults: Fault[]
  /** It is a single statement of its kind, so the database can check it further, even with unknown parameters. */
  canDescribe: boolean
}

const FIRST_WORDS = {
  read: {
    words: ['select', 'with', 'values', 'table'],
    refusal: 'only reading is allowed: a statement begins with select or with, not',
  },
  write: {
    words: ['insert', 'update', 'delete', 'merge', 'with', 'select'],
    refusal: 'a statement that links begins with insert, update, delete, merge, with or select, not',
  },
} as const

export interface StatementKind {
  access: keyof typeof FIRST_WORDS
  parameters: readonly ParameterName[]
  /** `:sent.NAME` is allowed. */
  allowsSent: boolean
}

const SECOND_STATEMENT = 'a file contains one statement; a second one begins here'

/** Replaces `:name` by `$n`, and checks that there is a single statement of its kind. */
export function readStatement(
  source: string,
  { access, parameters: allowed, allowsSent }: StatementKind = KINDS.panel,
): ReadStatement {
  const beginning: { words: readonly string[]; refusal: string } = FIRST_WORDS[access]
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
      const sent = allowsSent ? readSent(token.text) : undefined
      const name = sent ?? allowed.find((one) => one === token.text.slice(1))
      if (name !== undefined) {
        if (sent !== undefined && source.charAt(token.at + token.text.length) === '.') {
          fail(
            `${token.text} ends before the dot: put a name that has dots in double quotes, as in :sent."a.b"`,
          )
          canDescribe = false
        }
        if (!parameters.includes(name)) {
          parameters.push(name)
          for (const message of checkSentNames(name, token.text, parameters)) fail(message)
        }
        // Visitor input is always text; other types could fail.
        text += `$${String(parameters.indexOf(name) + 1)}${sent === undefined ? '' : '::text'}`
        continue
      }
      if (!unknown.has(token.text)) fail(toUnknown(token.text, allowed, allowsSent))
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
    faults.push({ line: null, message: 'contains no statement' })
    canDescribe = false
  }
  return { statement: { text, parameters }, faults, canDescribe }
}

function readSent(text: string): ParameterName | undefined {
  const [, name] = /^:sent\.(.+)$/su.exec(text) ?? []
  return name === undefined ? undefined : `sent.${toColumnName(name)}`
}

function toUnknown(text: string, allowed: readonly ParameterName[], hasSent: boolean): string {
  const all = allowed.map((name) => `:${name}`).join(' ')
  const known = `known: ${all}${hasSent ? ' :sent.NAME' : ''}`
  if (text.startsWith('$')) return `${text} is a position: use a name, such as :visitorImId (${known})`
  if (isSentParameter(text.slice(1)))
    return `${text} is sent by the visitor, and can be used in panels only (${known})`
  return isParameterName(text.slice(1))
    ? `${text} is a parameter of other files (${known})`
    : `unknown parameter ${text} (${known})`
}
