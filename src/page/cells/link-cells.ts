import type { Cell } from './cell.ts'
import { toTelephoneLink } from './telephone-link.ts'
import { toText } from './to-text.ts'

/** The limit of RFC 5321. */
const MAX_EMAIL = 254
const EMAIL = /^[^\s@<>"',;:?&]+@[^\s@<>"',;:?&]+$/

function toLinkCell(text: string, href: string | null): Cell {
  return href === null ? { kind: 'text', text } : { kind: 'link', text, href }
}

/** @param address undefined if the value itself is the address */
export function toWebCell(value: unknown, address: unknown): Cell {
  const href = toText(address === undefined ? value : address)
  const isWebAddress = /^https?:\/\//i.test(href) && URL.canParse(href)
  return toLinkCell(toText(value), isWebAddress ? href : null)
}

export function toPhoneCell(value: unknown): Cell {
  const text = toText(value)
  return toLinkCell(text, toTelephoneLink(text))
}

export function toEmailCell(value: unknown): Cell {
  const text = toText(value)
  // Lone surrogates, which JSON can contain, cannot be encoded.
  const isAddress = text.length <= MAX_EMAIL && EMAIL.test(text) && !/\p{Surrogate}/u.test(text)
  return toLinkCell(text, isAddress ? `mailto:${encodeURIComponent(text).replace('%40', '@')}` : null)
}
