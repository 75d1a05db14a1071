import { describePictures } from './image-cells.ts'
import { isCurrencyCode, type RowMember } from '../../customer/query-file/column-format.ts'
import { toLabel } from '../../customer/query-file/label.ts'
import type { Language } from '../../languages.ts'
import { TEXTS } from '../texts/texts.ts'
import { fillAddress } from './address.ts'
import type { Cell, CellMaker } from './cell.ts'
import { toColumnKind } from './column-kind.ts'
import { findNameColumn } from './name-column.ts'
import { isNested, toText } from './to-text.ts'

type Item = Readonly<Record<string, unknown>>

/**
 * Further rows are only counted. Further columns are left out; the column limit applies only if no members are named.
 */
const [MAX_ROWS, MAX_COLUMNS] = [20, 12]
/** Limits of nested values that are not lists of objects. */
const [MAX_PARTS, MAX_DEPTH] = [10, 3]
const MORE = '…'

/** Whether a value is a list of objects, which may contain nulls from outer joins. */
function isList(value: unknown): value is (Item | null)[] {
  if (!Array.isArray(value)) return false
  return value.some(isItem) && value.every((item) => item === null || isItem(item))
}

function isItem(value: unknown): value is Item {
  return isNested(value) && !Array.isArray(value)
}

/** Returns an own member, as a column may be named `__proto__`. */
function memberOf(item: Item | null | undefined, name: string): unknown {
  return item && Object.hasOwn(item, name) ? item[name] : undefined
}

/**
 * Creates the function that limits a list to what is displayed, so that no more is searched for masked values. Other
 * values are returned unchanged.
 *
 * @param members the displayed members of each item; all if empty
 */
export function createRowLimiter(members: readonly RowMember[]): (value: unknown) => unknown {
  const limitItem = members.length > 0 ? createItemLimiter(members) : limitUnnamed
  return (value) => (isList(value) ? value.slice(0, MAX_ROWS).map((item) => item && limitItem(item)) : value)
}

function createItemLimiter(members: readonly RowMember[]): (item: Item) => Item {
  const limits = new Map<string, (value: unknown) => unknown>()
  for (const { name, format } of members) {
    limits.set(name, format.display === 'rows' ? createRowLimiter(format.members) : limitParts)
    const { argument, template } = format
    // Its currency, and the parts of its address.
    for (const other of [...(argument === null ? [] : [argument]), ...(template?.columns ?? [])])
      if (!limits.has(other)) limits.set(other, limitParts)
  }
  return (item) => {
    const kept = [...limits].filter(([name]) => Object.hasOwn(item, name))
    return Object.fromEntries(kept.map(([name, limit]) => [name, limit(item[name])]))
  }
}

function limitUnnamed(item: Item): Item {
  const kept = Object.entries(item).slice(0, MAX_COLUMNS)
  return Object.fromEntries(kept.map(([name, value]) => [name, limitParts(value)]))
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

interface Dependencies {
  language: Language
  /** Returns the maker of a member's cells. */
  makerOf: (format: RowMember['format'] | null) => CellMaker
  /** Makes the cells of other values. */
  toOther: (value: unknown) => Cell | null
}

/**
 * Creates the maker of cells for lists of objects.
 *
 * @returns a maker that takes the redacted and limited list. Its argument is the complete list from the database, which
 *   provides the length and shows which members were redacted
 */
export function createRowsMaker(
  members: readonly RowMember[],
  { language, makerOf, toOther }: Dependencies,
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
    const columns = named.length > 0 ? named : namesOf(value).map((name) => toColumn(name, null))
    const made = value.map((item, at) =>
      item === null ? [] : columns.map((column) => toCell(column, item, whole[at] ?? null)),
    )
    const rows = made.filter((cells) => cells.some((cell) => cell !== null))
    const used = columns.flatMap((_, at) => (rows.some((cells) => cells[at]) ? at : []))
    if (used.length === 0) return null
    const left = whole.length - value.length
    // Nothing beside them does.
    if (used.length === 1)
      for (const cells of rows)
        for (const cell of cells) describePictures(cell, columns[used[0] ?? 0]?.label ?? '')
    const [head = []] = rows
    const name = head[findNameColumn(columns, rows)] ?? head.find((cell) => cell !== null && cell.text !== '')
    const first = name?.text ?? ''
    const others = rows.length - 1 + left
    return {
      kind: 'rows',
      // A no-break space, as a number alone on a line says little.
      text: others > 0 ? `${first}\u00a0+${String(others)}`.trim() : first,
      columns: used.map((at) => {
        const { label = '', kind = 'text' } = columns[at] ?? {}
        return { label, kind }
      }),
      rows: rows.map((cells) => used.map((at) => cells[at] ?? null)),
      more: left > 0 ? texts.notShown(left) : null,
    }
  }
}

/** In order of occurrence. */
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
    const redacted = template.columns.map((column) => toText(memberOf(item, column)))
    // An address with a redacted value would lead elsewhere.
    const isUnchanged = template.columns.every(
      (column, at) => toText(memberOf(whole, column)) === redacted[at],
    )
    return isUnchanged ? fillAddress(template.literals, redacted) : null
  }
  if (argument === null) return undefined
  const isCode = display === 'money' && isCurrencyCode(argument) && !Object.hasOwn(item, argument)
  return isCode ? undefined : (memberOf(item, argument) ?? null)
}
