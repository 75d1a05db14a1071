import type { Tone } from '../../customer/query-file/column-format.ts'
import { toTelephoneLink } from './telephone-link.ts'
import { isNested, toText } from './to-text.ts'

/** One value as it is shown: text, and what surrounds it. Every member is there in every cell, or reading them is slow. */
export interface Cell {
  /** How it is written; the other members that count depend on it. */
  kind: 'text' | 'time' | 'badge' | 'tags' | 'entries' | 'link' | 'masked' | 'shown'
  /** Empty where there are entries. */
  text: string
  /** Exact value, for hover. */
  exact: string | null
  /** Machine-readable time. */
  datetime: string | null
  href: string | null
  tone: Tone | null
  tags: readonly string[]
  /** Of a JSON object, by name. */
  entries: readonly (readonly [string, string])[]
  /** The value as it is copied, where it may be. */
  copy: string | null
  /** What the button of a masked value sends in order to show it. */
  proof: string | null
  /** What is behind the mask may be copied, once it is shown. */
  isCopyable: boolean
  /** Whether there is something to see to, where there may be. */
  alert: boolean | null
}

/** RFC 5321 allows 254 characters. */
const MAX_EMAIL = 254
const EMAIL = /^[^\s@<>"',;:?&]+@[^\s@<>"',;:?&]+$/

/** A value that is masked unless it is asked for, so that its place is the same in both cases. */
export const isSensitive = ({ kind }: Cell) => kind === 'masked' || kind === 'shown'

/** A cell of text, for its maker to add to. */
export function toCell(kind: Cell['kind'], text: string): Cell {
  return {
    kind,
    text,
    exact: null,
    datetime: null,
    href: null,
    tone: null,
    tags: NONE,
    entries: NONE,
    copy: null,
    proof: null,
    isCopyable: false,
    alert: null,
  }
}

const NONE: readonly never[] = []

export function toTagsCell(value: unknown): Cell | null {
  const tags = (Array.isArray(value) ? value : [value]).map(toText).filter((tag) => tag !== '')
  if (tags.length === 0) return null
  const cell = toCell('tags', tags.join(', '))
  cell.tags = tags
  return cell
}

/**
 * An object's own values, one by one; anything else as JSON.
 *
 * @param toLabel makes a readable name
 */
export function toEntriesCell(value: unknown, toLabel: (name: string) => string): Cell | null {
  if (!isNested(value) || Array.isArray(value)) return toCell('text', toText(value))
  const entries = Object.entries(value).map(([name, part]) => [toLabel(name), toText(part)] as const)
  if (entries.length === 0) return null
  const cell = toCell('entries', '')
  cell.entries = entries
  return cell
}

export function toLinkCell(text: string, href: string | null): Cell {
  if (href === null) return toCell('text', text)
  const cell = toCell('link', text)
  cell.href = href
  return cell
}

export const toPhoneCell = (text: string) => toLinkCell(text, toTelephoneLink(text))

export function toEmailCell(text: string): Cell {
  // Half a character, which JSON can hold, has no place in an address.
  const isAddress = text.length <= MAX_EMAIL && EMAIL.test(text) && !/\p{Surrogate}/u.test(text)
  return toLinkCell(text, isAddress ? `mailto:${encodeURIComponent(text).replace('%40', '@')}` : null)
}

export function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text)
}
