import { toColumnName } from '../query-file/column-name.ts'
import { readTokens } from '../query-file/statement-tokens.ts'

export const PRIVILEGES = ['select', 'insert', 'update', 'delete'] as const
export type Privilege = (typeof PRIVILEGES)[number]

const NAME = String.raw`(?:[\w\u0080-\uffff]+|"(?:[^"]|"")+")`
const PATH = String.raw`${NAME}(?:\s*\.\s*${NAME})*`
const USE = new RegExp(
  String.raw`\b(?<verb>insert\s+into|update|delete\s+from|merge\s+into|from|join|using)\s+(?:only\s+)?(?<table>${PATH})`,
  'giu',
)
const CALL = new RegExp(String.raw`(?<![\w\u0080-\uffff."])(?<name>${PATH})\s*\(`, 'gu')

/** A literal: `'from 5 (five)'` uses nothing, and Postgres refuses names such as `5`. */
const TEXT = /^(?:e?'|\$(?!\d).)/is

const NEEDED_BY: Readonly<Record<string, readonly Privilege[]>> = {
  insert: ['insert'],
  update: ['update'],
  delete: ['delete'],
  merge: ['insert', 'update', 'delete'],
}

/**
 * What a statement may use, by its words alone: common table expressions are among the tables, and keywords before a
 * parenthesis among the functions.
 */
export function findUsedObjects(text: string) {
  const tokens = [...readTokens(text)]
  const code = tokens
    .map(({ kind, text: part }) => (kind === 'comment' || TEXT.test(part) ? ' ' : part))
    .join('')
  const tables = new Map<string, Set<Privilege>>()
  for (const { groups } of code.matchAll(USE)) {
    const { verb = '', table = '' } = groups ?? {}
    const privileges = tables.get(table) ?? new Set<Privilege>(['select'])
    tables.set(table, privileges)
    for (const privilege of NEEDED_BY[verb.split(/\s/, 1)[0]?.toLowerCase() ?? ''] ?? [])
      privileges.add(privilege)
    if (privileges.has('insert') && /\bdo\s+update\b/i.test(code)) privileges.add('update')
  }
  const functions = new Set([...code.matchAll(CALL)].map(({ groups }) => groups?.['name'] ?? ''))
  const columns = new Set(
    tokens.flatMap(({ kind, text: word }) =>
      kind === 'word' ? word.toLowerCase() : word.startsWith('"') ? toColumnName(word) : [],
    ),
  )
  return { tables, functions, columns }
}
