import type { Tone } from '../../customer/query-file/column-format.ts'
import type { ColumnKind } from './column-kind.ts'

interface Text {
  text: string
  /** The text to copy, if the value is copyable. */
  copy?: string
}

interface Alertable extends Text {
  /** Whether the value needs attention; absent if that does not apply. A time that has passed is marked in words. */
  alert?: boolean | 'overdue'
}

/** A value's representation: its text and, by kind, what else is displayed. */
export type Cell =
  | ({ kind: 'text' } & Alertable)
  /** `exact` is the stored number, for the title; null if the text shows all of its digits. */
  | ({ kind: 'number'; exact: string | null } & Alertable)
  /** `exact` is for the title, null for a calendar date; `datetime` is for machines. */
  | ({ kind: 'time'; exact: string | null; datetime: string } & Alertable)
  | ({ kind: 'badge'; tone: Tone } & Text)
  | ({ kind: 'tags'; tags: readonly string[] } & Text)
  /** The elements of an array of links or pictures. */
  | ({ kind: 'list'; cells: readonly Cell[] } & Text)
  /** The members of a JSON object; the text is empty. */
  | ({ kind: 'entries'; entries: readonly (readonly [string, string])[] } & Text)
  /**
   * A list of JSON objects; `more` is the text about rows left out. The text is the first row's, with the number of
   * others.
   */
  | ({
      kind: 'rows'
      columns: readonly { label: string; kind: ColumnKind }[]
      rows: readonly (readonly (Cell | null)[])[]
      more: string | null
    } & Text)
  /** The text is empty: neighboring columns or `alt` describe the picture. */
  | ({ kind: 'image'; src: string; alt: string } & Text)
  | ({ kind: 'link'; href: string } & Text)
  /** `proof` is the token of its reveal button; once revealed, the value can be copied if `isCopyable`. */
  | ({ kind: 'masked'; proof: string; isCopyable: boolean } & Text)
  /** A masked value that the agent cannot reveal: the customer is not proved, or the value is for other roles. */
  | ({ kind: 'locked'; needs: 'proof' | 'role' } & Text)
  /** A revealed value, with its `tel:` or `mailto:` address. */
  | ({ kind: 'shown'; href: string | null } & Text)

/** Whether a value belongs to a masked column, revealed or not: its place on the page is the same. */
export const isSensitive = ({ kind }: Cell) => kind === 'masked' || kind === 'shown' || kind === 'locked'

/** Whether a time has passed, of a column with `alert(overdue)`. */
export const isOverdue = (cell: Cell | null) => cell !== null && 'alert' in cell && cell.alert === 'overdue'

/**
 * Makes a value's cell; null for a missing value.
 *
 * @param argument the value of the column in the format's parentheses, or the address that the format builds; for
 *   `rows` the complete list from the database; undefined otherwise
 */
export type CellMaker = (value: unknown, argument: unknown) => Cell | null
