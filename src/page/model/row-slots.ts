import type { ColumnKind } from '../cells/column-kind.ts'

/** What the choice of a place looks at. */
export interface SlotColumn {
  label: string
  kind: ColumnKind
  /** The format, as annotated or else by type; null for text. */
  shownAs: string | null
  isArgument: boolean
  isCopied: boolean
  isMasked: boolean
  /** Whether it holds numbers, so that its value alone does not say what it is. */
  isNumber: boolean
  testAlert: unknown
}

/** The place of a column in a row. Its label is seen only where its value does not explain itself. */
export interface Slot {
  position: number
  label: string
  isLabelled: boolean
}

/** Which column stands where in a row. A slot that no column fills is null. */
export interface RowSlots {
  /** Beside the whole row: an image that is the first column. */
  picture: Slot | null
  title: Slot | null
  state: Slot | null
  amount: Slot | null
  payment: Slot | null
  date: Slot | null
  /** The text before `way`, such as a carrier before its tracking number. */
  carrier: Slot | null
  way: Slot | null
  /** Further dates, of which the last that a row has is shown. */
  due: readonly Slot[]
  /** Rows in a row, or else an image. */
  items: Slot | null
  /** The first text; the only one needs no label. */
  text: Slot | null
  /** With their labels, below. */
  pairs: readonly Slot[]
  /** With their labels, folded. */
  folded: readonly Slot[]
  /** Of the true columns. */
  headings: readonly Heading[]
  /** The least width, in pixels, at which the columns stand side by side; null for none. */
  step: number | null
}

/** Stands over a slot; its column is so many pixels wide. */
interface Heading {
  slot: HeadedSlot
  position: number
  label: string
  width: number
}

type HeadedSlot = (typeof HEADED)[number]

const HEADED = ['title', 'state', 'amount', 'date', 'way', 'items'] as const
/** Of true columns, in pixels. */
const WIDTHS: Readonly<Record<HeadedSlot, number>> = {
  ...{ title: 92, state: 84, amount: 72, date: 54, way: 140, items: 96 },
}
/** Of dates that are more than a day and a month. */
const WIDER: ReadonlyMap<string | null, number> = new Map([
  ['ago', 84],
  ['datetime', 140],
])
const MENU_WIDTH = 18
const GAP = 16
const STEPS = [540, 600, 652, 720, 800, 880] as const

/** More than this many labelled values below a row would hide the next one. */
const MAX_PAIRS = 5

/**
 * Chooses the place of each column by its format, in file order.
 *
 * @param isUsed whether the column at a position has a place at all
 */
export function toRowSlots(
  columns: readonly SlotColumn[],
  isUsed: (position: number) => boolean = () => true,
): RowSlots {
  const free = columns.flatMap((column, position) =>
    column.isArgument || !isUsed(position) ? [] : [{ ...column, position }],
  )
  const order = [...free]

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
  const before = way && order[order.indexOf(way) - 1]
  const carrier = before ? take((column) => column === before && isText(column)) : null
  const items = take(isRows) ?? take(isImage)
  const isFolding = items !== null && isRows(items)
  const texts = free.filter(isText).length
  const text = isFolding ? null : take(isText)
  const rest = free.filter((column) => !due.includes(column))
  const isBare = state === null && amount === null && date === null
  const open = rest.filter(({ kind }) => !isFolding && (isBare || kind !== 'text')).slice(0, MAX_PAIRS)

  const headings = toHeadings({
    ...{ title, state, amount: amount ?? payment, date },
    ...{ way: way ?? due[0] ?? null, items: items ?? text },
  })
  return {
    picture: toSlot(picture),
    title: toSlot(title, title !== null && (title.isNumber || title.kind === 'time')),
    state: toSlot(state),
    amount: toSlot(amount, money === null),
    payment: toSlot(payment),
    date: toSlot(date),
    carrier: toSlot(carrier),
    way: toSlot(way, carrier === null),
    due: due.map(toLabelled),
    items: toSlot(items),
    // Of several texts each needs its label.
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
/** A clock without a day is no date. */
const isDate = ({ kind, shownAs }: Free) => kind === 'time' && shownAs !== 'time'
/** A mask does not explain itself. */
const isPlain = ({ kind, shownAs, isMasked }: Free) =>
  kind === 'text' && (shownAs === null || shownAs === 'text') && !isMasked
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

/** About as wide as the widest of the system's fonts makes a small text in one line, in pixels. */
export function toTextWidth(text: string): number {
  let width = 0
  for (const character of text) width += character < '\u1100' ? 7 : 12
  return width
}

function toStep(headings: readonly Heading[]): number | null {
  if (headings.length < 2) return null
  const width = headings.reduce((sum, heading) => sum + heading.width + GAP, MENU_WIDTH)
  return STEPS.find((step) => step >= width) ?? null
}
