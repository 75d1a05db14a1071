import type { Tone } from '../../customer/query-file/column-format.ts'
import type { ColumnKind } from './column-kind.ts'

interface Text {
  text: string
  /** The value as it is copied, where it may be. */
  copy?: string
}

interface Alertable extends Text {
  /** Whether there is something to see to, where there may be. */
  alert?: boolean
}

/** One value as it is shown: its text, and by its kind what else is shown of it. */
export type Cell =
  | ({ kind: 'text' } & Alertable)
  /** `exact` is the number as it is stored, for hover. */
  | ({ kind: 'number'; exact: string } & Alertable)
  /** `exact` is for hover, null of a calendar date; `datetime` is for machines. */
  | ({ kind: 'time'; exact: string | null; datetime: string } & Alertable)
  | ({ kind: 'badge'; tone: Tone } & Text)
  | ({ kind: 'tags'; tags: readonly string[] } & Text)
  /** The values of a JSON object, by name; its text is empty. */
  | ({ kind: 'entries'; entries: readonly (readonly [string, string])[] } & Text)
  /** What JSON lists, as a table; `more` says how many rows are left out. Its text is the first row's, and how many others. */
  | ({
      kind: 'rows'
      columns: readonly { label: string; kind: ColumnKind }[]
      rows: readonly (readonly (Cell | null)[])[]
      more: string | null
    } & Text)
  /** Its text is empty: what it shows is said beside, or by `alt`. */
  | ({ kind: 'image'; src: string; alt: string } & Text)
  | ({ kind: 'link'; href: string } & Text)
  /** `proof` is what its button sends in order to show it; then it may be copied, if it is copyable. */
  | ({ kind: 'masked'; proof: string; isCopyable: boolean } & Text)
  /** A masked value that this agent is not shown: the customer is not proved, or it is for other roles. */
  | ({ kind: 'locked'; needs: 'proof' | 'role' } & Text)
  /** A masked value that was asked for, with the address by which it is called or written to. */
  | ({ kind: 'shown'; href: string | null } & Text)

/** A value that is masked unless it is asked for, so that its place is the same in both cases. */
export const isSensitive = ({ kind }: Cell) => kind === 'masked' || kind === 'shown' || kind === 'locked'

/**
 * Makes the cell of a value; null for a value that is not there.
 *
 * @param argument the value of the column that the format has in parentheses, or the address that it makes of several;
 *                 of `rows` the whole list as the database gave it; undefined when there is none
 */
export type CellMaker = (value: unknown, argument: unknown) => Cell | null
