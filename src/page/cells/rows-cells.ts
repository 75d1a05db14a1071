import { isCurrencyCode, type RowMember } from '../../customer/query-file/column-format.ts'
import { toLabel } from '../../customer/query-file/label.ts'
import type { Language } from '../../visit/language.ts'
import { TEXTS } from '../texts/texts.ts'
import { fillAddress } from './address.ts'
import type { Cell, CellMaker } from './cell.ts'
import { toColumnKind } from './column-kind.ts'
import { isNested, toText } from './to-text.ts'

type Item = Readonly<Record<string, unknown>>

/** More rows are counted, and more columns are left out where none are named. */
const [MAX_ROWS, MAX_COLUMNS] = [20, 12]
/** Of what a member holds that is no such list. */
const [MAX_PARTS, MAX_DEPTH] = [10, 3]
const MORE = '…'

/** Whether a value is a list of objects. Outer joins leave nulls in one. */
function isList(value: unknown): value is (Item | null)[] {
  if (!Array.isArray(value)) return false
  return value.some(isItem) && value.every((item) => item === null || isItem(item))
}

function isItem(value: unknown): value is Item {
  return isNested(value) && !Array.isArray(value)
}

/** A member of any name, `__proto__` too. */
function memberOf(item: Item | null | undefined, name: string): unknown {
  return item && Object.hasOwn(item, name) ? item[name] : undefined
}

/**
 * As much of a list as is shown, so that nothing else is looked through for masked values. What is no list stays as it is.
 *
 * @param members what is shown of each; all of it when empty
 */
export function limitRows(value: unknown, members: readonly RowMember[]): unknown {
  if (!isList(value)) return value
  return value.slice(0, MAX_ROWS).map((item) => item && limitItem(item, members))
}

function limitItem(item: Item, members: readonly RowMember[]): Item {
  if (members.length === 0)
    return Object.fromEntries(
      Object.entries(item)
        .slice(0, MAX_COLUMNS)
        .map(([name, value]) => [name, limitParts(value)]),
    )
  const rowsOf = new Map(members.map(({ name, format }) => [name, format]))
  const names = members.flatMap(({ name, format: { argument, template } }) => [
    name,
    ...(argument === null ? [] : [argument]),
    ...(template?.columns ?? []),
  ])
  const kept = names.filter((name) => Object.hasOwn(item, name))
  return Object.fromEntries(
    kept.map((name) => {
      const format = rowsOf.get(name)
      const value = item[name]
      return [name, format?.display === 'rows' ? limitRows(value, format.members) : limitParts(value)]
    }),
  )
}

function limitParts(value: unknown, depth = 0): unknown {
  if (!isNested(value)) return value
  if (depth === MAX_DEPTH) return MORE
  if (Array.isArray(value)) {
    const parts = value.slice(0, MAX_PARTS).map((part) => limitParts(part, depth + 1))
    return value.length > MAX_PARTS ? [...parts, MORE] : parts
  }
  const entries = Object.entries(value)
  const parts = entries.slice(0, MAX_PARTS).map(([name, part]) => [name, limitParts(part, depth + 1)])
  return Object.fromEntries(entries.length > MAX_PARTS ? [...parts, [MORE, MORE]] : parts)
}

interface Means {
  language: Language
  /** Makes the cells of a member. */
  makerOf: (format: RowMember['format'] | null) => CellMaker
  /** Shows what is no list. */
  toOther: (value: unknown) => Cell | null
}

/**
 * Makes the cells of lists of objects.
 *
 * @returns takes what may be seen of the list, within its limits; as its argument the list as the database gave it, which
 *          tells how long it is, and which members are not seen as they are
 */
export function createRowsMaker(
  members: readonly RowMember[],
  { language, makerOf, toOther }: Means,
): CellMaker {
  const texts = TEXTS[language]
  const named = members.map((member) => toColumn(member.name, member))

  function toColumn(name: string, member: RowMember | null) {
    const format = member?.format ?? null
    const kind = toColumnKind(format?.display ?? undefined)
    return { name, label: member?.label[language] ?? toLabel(name), kind, format, make: makerOf(format) }
  }

  function toCell(
    { name, format, make }: (typeof named)[number],
    item: Item,
    whole: Item | null,
  ): Cell | null {
    const value = memberOf(item, name)
    const cell = make(value, format === null ? undefined : toArgument(name, format, item, whole))
    if (cell && format?.copy) cell.copy = toText(value)
    return cell
  }

  return (value, given) => {
    if (!isList(value)) return toOther(value)
    const whole = isList(given) ? given : value
    const possible = named.length > 0 ? named : namesOf(value).map((name) => toColumn(name, null))
    const made = value.map((item, at) =>
      item === null ? [] : possible.map((column) => toCell(column, item, whole[at] ?? null)),
    )
    const rows = made.filter((cells) => cells.some((cell) => cell !== null))
    const used = possible.flatMap((_, at) => (rows.some((cells) => cells[at]) ? at : []))
    if (used.length === 0) return null
    const left = whole.length - value.length
    const isAlone = used.length === 1
    for (const [at, { label }] of possible.entries())
      for (const cells of rows) if (cells[at]?.kind === 'image') cells[at].alt = isAlone ? label : ''
    const first = rows[0]?.find((cell) => cell !== null && cell.text !== '')?.text ?? ''
    const others = rows.length - 1 + left
    return {
      kind: 'rows',
      text: others > 0 ? `${first} +${String(others)}`.trim() : first,
      columns: used.map((at) => {
        const { label = '', kind = 'text' } = possible[at] ?? {}
        return { label, kind }
      }),
      rows: rows.map((cells) => used.map((at) => cells[at] ?? null)),
      more: left > 0 ? texts.notShown(left) : null,
    }
  }
}

/** In the order in which they come. */
function namesOf(items: readonly (Item | null)[]): string[] {
  const names = new Set(items.flatMap((item) => Object.keys(item ?? {})))
  return [...names].slice(0, MAX_COLUMNS)
}

function toArgument(
  name: string,
  { display, argument, template }: RowMember['format'],
  item: Item,
  whole: Item | null,
): unknown {
  if (display === 'rows') return memberOf(whole, name)
  if (template) {
    const seen = template.columns.map((column) => toText(memberOf(item, column)))
    // Part of a value leads somewhere else.
    const isWhole = template.columns.every((column, at) => toText(memberOf(whole, column)) === seen[at])
    return isWhole ? fillAddress(template.literals, seen) : null
  }
  if (argument === null) return undefined
  const isCode = display === 'money' && isCurrencyCode(argument) && !Object.hasOwn(item, argument)
  return isCode ? undefined : (memberOf(item, argument) ?? null)
}
