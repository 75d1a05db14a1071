import { isOverdue, type Cell } from '../cells/cell.ts'
import { toItems, type Item } from './row-items.ts'
import type { RowSlots, Slot } from './row-slots.ts'
import { toTextWidth } from './text-width.ts'

interface Placed extends Pick<Slot, 'label' | 'isLabelled'> {
  cell: Cell | null
}

type Filled = Placed & { cell: Cell }

/** Slots typed `Placed` are present whenever the plan has them, even without a value. */
export interface RowCard {
  picture: Filled | null
  title: Placed | null
  state: Placed | null
  amount: Placed | null
  payment: Filled | null
  date: Placed | null
  carrier: Filled | null
  way: Filled | null
  /** `isHeaded`: in columns, the heading is its label. */
  due: (Filled & { isHeaded: boolean }) | null
  /** `list` contains the items if the column has the format `rows`. */
  items: (Filled & { list: readonly Item[] }) | null
  text: Filled | null
  pairs: readonly Filled[]
  folded: readonly Filled[]
}

/**
 * Of several dates after the first, the last one present is shown as due: a delivery date supersedes the expected
 * one.
 *
 * @param cells by planned position
 * @param isFuture whether a time is to come
 */
export function toRowCard(
  slots: RowSlots,
  cells: readonly (Cell | null)[],
  isFuture: (datetime: string) => boolean,
): RowCard {
  const place = (slot: Slot | null): Placed | null =>
    slot && { label: slot.label, isLabelled: slot.isLabelled, cell: cells[slot.position] ?? null }
  const fill = (slot: Slot | null): Filled | null => {
    const cell = slot && cells[slot.position]
    return cell ? { label: slot.label, isLabelled: slot.isLabelled, cell } : null
  }
  const fillAll = (several: readonly Slot[]) => several.map(fill).filter((filled) => filled !== null)

  const dates = slots.due.filter(({ position }) => cells[position])
  const last = fill(dates.pop() ?? null)
  const isHeaded = slots.way === null && last?.label === slots.due[0]?.label
  // The word takes the label's place, for want of room.
  const due = last && { ...last, isLabelled: !isOverdue(last.cell), isHeaded }
  const picture = fill(slots.picture)
  const isPicture = picture?.cell.kind === 'image'
  const carrier = fill(slots.carrier)
  const way = fill(slots.way)
  const date = place(slots.date)
  const items = fill(slots.items)
  const list = items?.cell.kind === 'rows' ? toItems(items.cell) : []
  const rest = fillAll(slots.folded)
  // A single short value is not worth a fold.
  const isOpen = list.length === 0 && dates.length === 0 && rest.length === 1 && isShort(rest[0])
  // A text in place of the list of items, as for old orders.
  const summary = isOpen ? (rest.find(({ label }) => label === slots.items?.label) ?? null) : null
  const isFolding = !isOpen && (slots.folded.length > 0 || list.length > 0)
  return {
    picture: isPicture ? picture : null,
    title: place(slots.title),
    state: place(slots.state),
    amount: place(slots.amount),
    payment: fill(slots.payment),
    // Not when the row came about, but when it expires, for example.
    date: date && { ...date, isLabelled: date.cell?.kind === 'time' && isFuture(date.cell.datetime) },
    carrier,
    // Unclear without the preceding text.
    way: way && { label: way.label, isLabelled: carrier === null, cell: way.cell },
    due,
    items: items && { label: items.label, isLabelled: !isNamed(list[0]), cell: items.cell, list },
    text: summary ? { ...summary, isLabelled: false } : fill(slots.text),
    // A value that is no picture is shown as text.
    pairs: [
      ...(picture && !isPicture ? [{ ...picture, isLabelled: true }] : []),
      ...(isFolding ? [] : fillAll(dates)),
      ...fillAll(slots.pairs),
      ...(isOpen && !summary ? rest : []),
    ],
    folded: isOpen ? [] : fillAll([...(isFolding ? dates : []), ...slots.folded].sort(inFileOrder)),
  }
}

/** A date or number says nothing about a list without its label. */
function isNamed(first: Item | undefined): boolean {
  const name = first?.name
  return !name || (name.kind !== 'time' && name.kind !== 'number' && /\p{L}/u.test(name.text))
}

const inFileOrder = (a: Slot, b: Slot) => a.position - b.position

/** In pixels, for a narrow window. */
const LINE_WIDTH = 270

function isShort(slot: Filled | undefined): boolean {
  const isText = slot?.cell.kind === 'text' || slot?.cell.kind === 'link'
  return isText && toTextWidth(`${slot.label} ${slot.cell.text}`) <= LINE_WIDTH
}
