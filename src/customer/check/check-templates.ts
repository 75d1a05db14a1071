import type { Fault } from '../query-file/annotations.ts'
import { findNear } from '../query-file/near-miss.ts'
import type { QueryFile } from '../query-file/query-file.ts'
import { columnsOfReply } from '../query-file/reply-annotation.ts'

/** Where a file has columns in a text or an address. */
interface TemplateUse {
  /** As a message calls it. */
  what: string
  columns: readonly string[]
  line: number
}

/** A file of which columns are known. */
export interface Described {
  file: QueryFile
  columns: readonly string[]
}

/** Formats of which no text is left. */
const WITHOUT_TEXT: ReadonlySet<string> = new Set(['json', 'rows', 'image'])

/**
 * Sees that the texts and addresses that a file makes of its columns can be made, and that nothing of them is masked or
 * hidden: an address goes to another server, and a reply to the customer.
 *
 * @param customer of whose row the titles of panels are made; null where it is not known
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
      // Any two letters are near each other.
      const near = name.length > 2 ? findNear(name, known) : undefined
      const hint = near === undefined ? '' : ` (did you mean {${near}}?)`
      return [
        { line, message: `${what} names no column {${name}}${of}${hint}; it returns ${known.join(', ')}` },
      ]
    }
    const kind = file.masked.includes(name) ? 'masked' : file.hidden.has(name) ? 'hidden' : null
    return kind ? [{ line, message: `column ${name}${of} is ${kind}, and stands in ${what}` }] : []
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
