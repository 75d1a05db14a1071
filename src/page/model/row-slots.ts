import type { ColumnKind } from '../cells/column-kind.ts'
import { toTextWidth } from './text-width.ts'

export interface SlotColumn {
  label: string
  kind: ColumnKind
  /** The format as annotated, falling back to the type; null for text. */
  shownAs: string | null
  isArgument: boolean
  isCopied: boolean
  isMasked: boolean
  isNumber: boolean
  testAlert: unknown
}

/** The label is visible only if `isLabelled`. */
export interface Slot {
  position: number
  label: string
  isLabelled: boolean
}

export interface RowSlots {
  /** Beside the whole row: an image in the first column. */
  picture: Slot | null
  title: Slot | null
  state: Slot | null
  amount: Slot | null
  payment: Slot | null
  date: Slot | null
  /** The text before `way`, such as a carrier before its tracking number. */
  carrier: Slot | null
  way: Slot | null
  /** Further dates; the last non-null one is shown. */
  due: readonly Slot[]
  /** A `rows` column, or else an image. */
  items: Slot | null
  /** The first text; labelled if there are others. */
  text: Slot | null
  /** Labelled, below the row's first lines. */
  pairs: readonly Slot[]
  folded: readonly Slot[]
  headings: readonly Heading[]
  /** The minimum width in pixels of the column layout; null for none. */
  step: number | null
}

interface Heading {
  slot: HeadedSlot
  position: number
  label: string
  width: number
}

type HeadedSlot = (typeof HEADED)[number]

const HEADED = ['title', 'state', 'amount', 'date', 'way', 'items'] as const
const WIDTHS: Readonly<Record<HeadedSlot, number>> = {
  title: 92,
  state: 84,
  amount: 72,
  date: 54,
  way: 140,
  items: 96,
}
/** For dates with more than day and month. */
const WIDER: ReadonlyMap<string | null, number> = new Map([
  ['ago', 84],
  ['datetime', 140],
])
const MENU_WIDTH = 18
const GAP = 16
const STEPS = [540, 600, 652, 720, 800, 880] as const

/** More labelled values would push the next row out of view. */
const MAX_PAIRS = 5

/** By its format, in file order. */
export function toRowSlots(
  columns: readonly SlotColumn[],
  isUsed: (position: number) => boolean = () => true,
): RowSlots {
  const free = columns.flatMap((column, position) =>
    column.isArgument || !isUsed(position) ? [] : [{ ...column, position }],
  )
  const original = [...free]

  function take(test: (column: Free) => boolean): Free | null {
    const at = free.findIndex(test)
    return at === -1 ? null : (free.splice(at, 1)[0] ?? null)
  }

  const picture = free[0]?.shownAs === 'image' ? take(isImage) : null
  const title = take((column) => !isImage(column) && !isRows(column))
  const state = take(isBadge)
  const payment = take(isBadge)
  const money = take(({ shownAs }) => shownAs === 'money')
  const amount = money ?? take(({ kind }) => kind === 'number')
  const date = take((column) => isDate(column) && column.testAlert === null)
  const due = free.filter(isDate)
  const way =
    take(({ shownAs }) => shownAs === 'link') ?? take((column) => isPlain(column) && column.isCopied)
  const preceding = way && original[original.indexOf(way) - 1]
  const carrier = preceding ? take((column) => column === preceding && isText(column)) : null
  const items = take(isRows) ?? take(isImage)
  const isFolding = items !== null && isRows(items)
  const texts = free.filter(isText).length
  const text = isFolding ? null : take(isText)
  const rest = free.filter((column) => !due.includes(column))
  const isBare = state === null && amount === null && date === null
  const open = rest.filter(({ kind }) => !isFolding && (isBare || kind !== 'text')).slice(0, MAX_PAIRS)

  const headings = toHeadings({
    title,
    state,
    amount: amount ?? payment,
    date,
    way: way ?? due[0] ?? null,
    items: items && text ? { ...items, label: `${items.label} · ${text.label}` } : (items ?? text),
  })
  return {
    picture: toSlot(picture),
    title: toSlot(title, title !== null && (title.isNumber || title.isMasked || title.kind === 'time')),
    state: toSlot(state),
    amount: toSlot(amount, money === null),
    payment: toSlot(payment),
    date: toSlot(date),
    carrier: toSlot(carrier),
    way: toSlot(way, carrier === null),
    due: due.map(toLabelled),
    items: toSlot(items),
    // Several texts each need a label.
    text: toSlot(text, texts > 1),
    pairs: open.map(toLabelled),
    folded: rest.filter((column) => !open.includes(column)).map(toLabelled),
    headings,
    step: toStep(headings),
  }
}

type Free = SlotColumn & { position: number }

const isBadge = ({ shownAs }: Free) => shownAs === 'badge'
const isImage = ({ shownAs }: Free) => shownAs === 'image'
const isRows = ({ shownAs }: Free) => shownAs === 'rows'
/** Times of day are not dates. */
const isDate = ({ kind, shownAs }: Free) => kind === 'time' && shownAs !== 'time'
/** Masks are unclear without a label. */
const isPlain = ({ kind, shownAs, isMasked }: Free) =>
  kind === 'text' && (shownAs === null || shownAs === 'text' || shownAs === 'html') && !isMasked
const isText = (column: Free) => isPlain(column) && !column.isCopied

const toLabelled = ({ position, label }: Free): Slot => ({ position, label, isLabelled: true })

function toSlot(column: Free | null, isLabelled = false): Slot | null {
  return column && { position: column.position, label: column.label, isLabelled }
}

function toHeadings(columns: Readonly<Record<HeadedSlot, Free | null>>): Heading[] {
  return HEADED.flatMap((slot) => {
    const column = columns[slot]
    if (!column) return []
    const width = slot === 'date' ? (WIDER.get(column.shownAs) ?? WIDTHS.date) : WIDTHS[slot]
    const { position, label } = column
    return [{ slot, position, label, width: Math.max(width, toTextWidth(label)) }]
  })
}

function toStep(headings: readonly Heading[]): number | null {
  if (headings.length < 2) return null
  const width = headings.reduce((sum, heading) => sum + heading.width + GAP, MENU_WIDTH)
  return STEPS.find((step) => step >= width) ?? null
}
