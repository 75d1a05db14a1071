import type { Language } from '../../languages.ts'
import type { KeyedComment } from './annotation-key.ts'
import { checkValue, splitPair, type Fail } from './annotation-values.ts'
import { readColumn, readTranslation, toParts, type ColumnAnnotation } from './column-annotation.ts'
import { readColumnNames } from './column-name.ts'
import type { LinkTemplate } from './format-arguments.ts'
import { findMisplacedExtras } from './misplaced-extras.ts'
import { isLink, readAction, readLink, type Action } from './link-annotation.ts'
import type { Localized } from './localized.ts'
import type { QueryKind } from './query-kind.ts'
import { readReply, readReplyTranslation, type Reply } from './reply-annotation.ts'
import { readRoles, type Restriction } from './roles.ts'
import { readSentLabel, readSentNames } from './sent-annotation.ts'

export type Draft = ReturnType<typeof createDraft>

export function createDraft() {
  return {
    columns: new Map<string, ColumnAnnotation>(),
    hidden: new Map<string, number>(),
    values: new Map<string, string>(),
    /** Translations after a bar. A line of its own takes precedence. */
    pairs: new Map<string, string>(),
    /** Deferred to the end, because the line that is translated may come later. */
    translations: [] as (() => void)[],
    titleLink: null as { template: LinkTemplate; line: number } | null,
    actions: [] as Action[],
    replies: new Map<string, Reply>(),
    restriction: null as Restriction,
    sentNames: [] as string[],
    sentLabels: new Map<string, Localized>(),
  }
}

interface LineContext {
  line: number
  kind: QueryKind
  fail: Fail
}

export function readLine(
  { key, language, name, value }: KeyedComment,
  draft: Draft,
  context: LineContext,
): void {
  if (key === 'column' || key === 'reply' || key === 'sent')
    readNamedLine({ key, language, name, value }, draft, context)
  else if (name !== undefined) context.fail(`${key} takes no name before the colon: write -- ${key}: …`)
  else if (key === 'hide') readHidden(value, draft, context)
  else if (key === 'roles') readRestriction(value, draft, context)
  else if (key === 'action') readActionLine(value, language, draft, context)
  else readSetting({ key, language, value }, draft, context)
}

function readSetting(
  { key, language, value }: Pick<KeyedComment, 'key' | 'language' | 'value'>,
  draft: Draft,
  context: LineContext,
): void {
  const { fail } = context
  checkValue(key, value, fail)
  const hasPair = (key === 'title' || key === 'empty') && language === null
  const text = key === 'title' && hasPair ? readTitleLink(value, draft, context) : value
  const [own = '', zh] = hasPair ? splitPair(key, text, fail) : [value]
  const full = language === null ? key : `${key}.${language}`
  if (draft.values.has(full)) fail(`${full} is given twice`)
  draft.values.set(full, own)
  if (zh !== undefined) draft.pairs.set(`${key}.zh`, zh)
}

type NamedKey = 'column' | 'reply' | 'sent'

interface NamedLine {
  key: NamedKey
  language: Language | null
  name: string | undefined
  value: string
}

const GRAMMAR: Readonly<Record<NamedKey, string>> = {
  column: '-- column NAME: Label | 标签 | formats',
  reply: '-- reply NAME: Text with {column} | 带 {column} 的文本',
  sent: '-- sent NAME: Label | 标签',
}

function readNamedLine({ key, language, name, value }: NamedLine, draft: Draft, context: LineContext): void {
  const { fail } = context
  const known = { column: draft.columns, reply: draft.replies, sent: draft.sentLabels }[key]
  if (name === undefined) {
    if (key !== 'sent' || language !== null) fail(`${key} needs a name: ${GRAMMAR[key]}`)
    else if (draft.sentNames.length > 0) fail('sent is given twice')
    else draft.sentNames.push(...readSentNames(value, fail))
  } else if (language !== null) {
    draft.translations.push(() => translate({ key, language, name, value }, draft, context))
  } else if (known.has(name)) fail(`${key} ${name} is annotated twice`)
  else if (key === 'column') {
    const column = readColumn(name, value, context.line, fail)
    for (const message of findMisplacedExtras(column, context.kind, draft.columns)) fail(message)
    draft.columns.set(name, column)
  } else if (key === 'reply') {
    const reply = readReply(name, value, context.line, fail)
    if (reply) draft.replies.set(name, reply)
  } else {
    const label = readSentLabel(name, value, fail)
    if (label) draft.sentLabels.set(name, label)
    draft.translations.push(() => {
      if (!draft.sentNames.includes(name)) fail(`sent ${name} is not among the names of -- sent: NAME, NAME`)
    })
  }
}

interface Translation extends NamedLine {
  language: Language
  name: string
}

function translate({ key, language, name, value }: Translation, draft: Draft, { fail }: LineContext): void {
  const { columns, replies, sentLabels } = draft
  const column = key === 'column' ? columns.get(name) : undefined
  const reply = key === 'reply' ? replies.get(name) : undefined
  const label = key === 'sent' ? sentLabels.get(name) : undefined
  const toTranslated = (given: Localized) => ({ ...given, [language]: readTranslation(value, fail) })
  if (column) columns.set(name, { ...column, label: toTranslated(column.label) })
  else if (reply) replies.set(name, readReplyTranslation(reply, name, language, value, fail))
  else if (label) sentLabels.set(name, toTranslated(label))
  else fail(`${key} ${name} has no annotation that this would translate`)
}

/** Actions have no name, so a translation applies to the action above. */
function readActionLine(
  value: string,
  language: Language | null,
  { actions }: Draft,
  { line, fail }: LineContext,
): void {
  if (language === null) {
    const action = readAction(value, line, fail)
    if (action) actions.push(action)
    return
  }
  const last = actions.at(-1)
  if (last) last.label = { ...last.label, [language]: readTranslation(value, fail) }
  else fail(`action.${language} must follow the action that it translates`)
}

function readHidden(value: string, { hidden }: Draft, { line, fail }: LineContext): void {
  const names = readColumnNames(value)
  if (!names?.length)
    fail('hide needs names of columns, separated by commas: -- hide: NAME, "Name with spaces"')
  for (const name of names ?? []) hidden.set(name, line)
}

function readRestriction(value: string, draft: Draft, { line, fail }: LineContext): void {
  const roles = readRoles(value)
  if (draft.restriction) fail('roles is given twice')
  else if (roles) draft.restriction = { roles, line }
  else fail('roles needs names of roles, separated by commas: -- roles: NAME, "Name with spaces"')
}

function readTitleLink(value: string, draft: Draft, { line, kind, fail }: LineContext): string {
  const parts = toParts(value)
  const [en = '', zh = '', link] = parts
  if (isLink(en) || isLink(zh))
    fail('the link of a title is its third part: -- title: English | 中文 | link(…)')
  if (parts.length !== 3 || link === undefined) return value
  if (kind !== 'panel') fail('only the title of a panel can be a link')
  const template = readLink(link, fail)
  draft.titleLink = template && { template, line }
  return `${en} | ${zh}`
}
