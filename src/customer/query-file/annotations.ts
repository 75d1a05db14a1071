/*
 * The comments on top of a query file, one annotation a line:
 *
 *   -- title: Orders | 订单 | link(https://…/{customer_no})
 *   -- layout: table | fields | summary
 *   -- rows: 5                     number of rows shown; the rest is folded
 *   -- timeout: 800ms
 *   -- empty: No orders yet | 暂无订单
 *   -- empty: hide                 hides the panel if it has no rows
 *   -- for: found | unknown | all  visitors for whom the panel is shown
 *   -- public: yes                the rows of the panel belong to nobody
 *   -- column NAME: Label | 标签 | formats
 *   -- hide: NAME, NAME
 *   -- roles: NAME, NAME           roles that may see the panel or use the file
 *   -- action: Label | 标签 | link(https://…/{column})
 *   -- reply NAME: Text with {column} | 带 {column} 的文本
 *   -- sent: NAME, NAME            custom parameters at the top of the page
 *   -- sent NAME: Label | 标签
 *
 * Translations can be on separate lines: `title.zh`, `empty.zh`, and for further languages `column.xx NAME: Label`.
 */
import { createDraft, readLine, type Draft } from './annotation-draft.ts'
import { readKey, type Key } from './annotation-key.ts'
import { AUDIENCES, LAYOUTS, type Audience, type Layout } from './annotation-values.ts'
import type { ColumnAnnotation } from './column-annotation.ts'
import { readCommentLines } from './comment-lines.ts'
import type { LinkTemplate } from './format-arguments.ts'
import { toLabel } from './label.ts'
import type { Action } from './link-annotation.ts'
import { toLocalized, type Localized } from './localized.ts'
import type { QueryKind } from './query-kind.ts'
import type { Restriction } from './roles.ts'
import type { Reply } from './reply-annotation.ts'
import type { SentStrip } from './sent-annotation.ts'
import type { Language } from '../../languages.ts'

export interface Annotations {
  title: Localized
  /** Built from the customer's row. */
  titleLink: { template: LinkTemplate; line: number } | null
  layout: Layout
  rows: number
  /** Time limit of the statement in milliseconds; null means the default. */
  timeoutMs: number | null
  empty: Localized | null
  hidesEmpty: boolean
  audience: Audience
  /** The rows belong to nobody, so that any visitor may choose them. */
  isPublic: boolean
  columns: ReadonlyMap<string, ColumnAnnotation>
  masked: readonly string[]
  /** Column names or codes. */
  arguments: ReadonlySet<string>
  hidden: ReadonlyMap<string, number>
  actions: readonly Action[]
  replies: ReadonlyMap<string, Reply>
  sent: SentStrip
  restriction: Restriction
}

/** A fault in a file. `line` counts from 1; null means the whole file. */
export interface Fault {
  line: number | null
  message: string
}

const DEFAULT_ROWS = 5

const SUPPORTED_BY: Partial<Record<Key, readonly QueryKind[]>> = {
  for: ['panel'],
  public: ['panel'],
  action: ['customer', 'panel'],
  reply: ['panel'],
  sent: ['customer'],
  roles: ['panel', 'search', 'link'],
}
const KIND_NAMES = {
  customer: 'customer.sql',
  panel: 'a panel',
  search: 'search.sql',
  link: 'link.sql and unlink.sql',
}

/** @param name the title of a file without one */
export function readAnnotations(
  name: string,
  source: string,
  kind: QueryKind,
): { annotations: Annotations; faults: Fault[] } {
  const faults: Fault[] = []
  const draft = createDraft()
  for (const comment of readCommentLines(source)) {
    const { line } = comment
    const fail = (message: string) => void faults.push({ line, message })
    const read = readKey(comment)
    if (read === null) continue
    if ('fault' in read) fail(read.fault)
    else {
      const supportedBy = SUPPORTED_BY[read.key]
      if (!supportedBy || supportedBy.includes(kind)) readLine(read, draft, { line, kind, fail })
      else fail(`${read.key} is an annotation of ${supportedBy.map((one) => KIND_NAMES[one]).join(' and ')}`)
    }
  }
  for (const translate of draft.translations) translate()
  const annotations = toAnnotations(name, draft)
  for (const [column, { format, line }] of draft.columns) {
    if (format.reveal && draft.hidden.has(column))
      faults.push({ line, message: `the column ${column} is hidden, so nobody can reveal it` })
    if (annotations.isPublic && format.mask)
      faults.push({ line, message: `the column ${column} is masked, but the panel is public` })
  }
  return { annotations, faults }
}

function toAnnotations(name: string, draft: Draft): Annotations {
  const { columns, hidden, values, pairs, titleLink, actions, replies, sentNames, sentLabels, restriction } =
    draft
  const empty = values.get('empty')
  const translate = (key: string) => (language: Language) =>
    values.get(`${key}.${language}`) ?? pairs.get(`${key}.${language}`)
  const hidesEmpty = empty === 'hide'
  return {
    title: toLocalized(values.get('title') ?? toLabel(name), translate('title')),
    titleLink,
    layout: LAYOUTS.find((layout) => layout === values.get('layout')) ?? 'table',
    rows: Number(values.get('rows') ?? DEFAULT_ROWS),
    timeoutMs: values.has('timeout') ? Number.parseInt(values.get('timeout') ?? '', 10) : null,
    empty: empty === undefined || hidesEmpty ? null : toLocalized(empty, translate('empty')),
    hidesEmpty,
    audience: AUDIENCES.find((audience) => audience === values.get('for')) ?? 'found',
    isPublic: values.get('public') === 'yes',
    columns,
    masked: [...columns].flatMap(([column, { format }]) => (format.mask ? [column] : [])),
    arguments: new Set([...columns.values()].flatMap(({ format }) => format.argument ?? [])),
    hidden,
    actions,
    replies,
    sent: { names: sentNames, labels: sentLabels },
    restriction,
  }
}
