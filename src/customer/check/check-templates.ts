import type { Fault } from '../query-file/annotations.ts'
import { findNear } from '../../near-miss.ts'
import type { QueryFile } from '../query-file/query-file.ts'
import { columnsOfReply } from '../query-file/reply-annotation.ts'

interface TemplateUse {
  what: string
  columns: readonly string[]
  line: number
}

export interface Described {
  file: QueryFile
  columns: readonly string[]
}

const WITHOUT_TEXT: ReadonlySet<string> = new Set(['json', 'rows', 'image'])

/**
 * No masked or hidden column may be used: a URL goes to another server, and a reply to the customer.
 *
 * @param customer the row that panel titles use; null if unknown
 */
export function checkTemplates(described: Described, customer: Described | null): Fault[] {
  const { file, columns } = described
  const { titleLink } = file
  const title: TemplateUse[] = titleLink
    ? [{ what: 'the address of the title', columns: titleLink.template.columns, line: titleLink.line }]
    : []
  return [
    ...usesOf(file).flatMap((use) => checkUse(use, { file, columns })),
    ...(customer ? title.flatMap((use) => checkUse(use, customer, ' of customer.sql')) : []),
    ...checkReplyFormats(file),
  ]
}

function usesOf({ columns, actions, replies }: QueryFile): TemplateUse[] {
  return [
    ...[...columns.values()].flatMap(({ format: { display, template }, line }) => {
      const what = `the address of a ${display === 'image' ? 'picture' : 'link'}`
      return template ? [{ what, columns: template.columns, line }] : []
    }),
    ...actions.map(({ template, line }) => ({
      what: 'the address of an action',
      columns: template.columns,
      line,
    })),
    ...[...replies].map(([name, reply]) => {
      return { what: `reply ${name}`, columns: columnsOfReply(reply), line: reply.line }
    }),
  ]
}

function checkUse(
  { what, columns, line }: TemplateUse,
  { file, columns: known }: Described,
  of = '',
): Fault[] {
  return columns.flatMap((name) => {
    if (!known.includes(name)) {
      // Very short names are always similar.
      const near = name.length > 2 ? findNear(name, known) : undefined
      const hint = near === undefined ? '' : ` (did you mean {${near}}?)`
      return [
        { line, message: `${what} names no column {${name}}${of}${hint}; it returns ${known.join(', ')}` },
      ]
    }
    const kind = file.masked.includes(name) ? 'masked' : file.hidden.has(name) ? 'hidden' : null
    return kind ? [{ line, message: `column ${name}${of} is ${kind}, but used in ${what}` }] : []
  })
}

function checkReplyFormats({ columns, replies }: QueryFile): Fault[] {
  return [...replies].flatMap(([name, reply]) =>
    columnsOfReply(reply).flatMap((column) => {
      const display = columns.get(column)?.format.display ?? null
      if (display === null || !WITHOUT_TEXT.has(display)) return []
      return [
        { line: reply.line, message: `reply ${name} names the column ${column}, and ${display} has no text` },
      ]
    }),
  )
}
