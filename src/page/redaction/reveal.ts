import type { PageMark, RevealProofs, ValueLocation } from './reveal-proof.ts'

export interface RevealedValue {
  place: ValueLocation
  value: string
  /** By which it is called or written to; null for other values. */
  href: string | null
}

/** The form of one page, whose buttons show its masked values. */
export interface RevealForm {
  action: string
  /** What the page was asked for, sealed. */
  visit: string
  /** One of them must be chosen; empty where none is asked for. In the page's language. */
  reasons: readonly { key: string; label: string }[]
  /** The key of the one that was chosen last. */
  reason: string | null
}

/** What a form that was sent asks for. */
export interface RevealRequest {
  /** The page that the form stood on. */
  page: PageMark
  /** Null when no value is to be shown. */
  proof: string | null
}

/** The masked values of one page, and which of them is to be shown, if one is. */
export interface Reveal {
  /** Whether the value is the one that is to be shown. It is kept. */
  takes(place: ValueLocation, value: string, href: string | null): boolean
  /** Notes whether the value is the one that is to be shown, to somebody who may not have it. */
  refuse(place: ValueLocation, value: string): void
  /** What the value's button sends. */
  sign(place: ValueLocation, value: string): string
  revealed(): RevealedValue | null
  isRefused(): boolean
  form(): RevealForm
}

interface Options {
  proofs: RevealProofs
  page: PageMark
  /** Only a page with masked values needs one. */
  makeForm: () => RevealForm
  /** Null on the page as the console asks for it. */
  asked: RevealRequest | null
}

export function createReveal({ proofs, page, makeForm, asked }: Options): Reveal {
  let revealed: RevealedValue | null = null
  let isRefused = false

  function isAsked(place: ValueLocation, value: string): boolean {
    if (asked === null || asked.proof === null || asked.page.customerId !== page.customerId) return false
    return proofs.isSigned(asked.proof, asked.page, place, value)
  }

  return {
    takes(place, value, href) {
      if (!isAsked(place, value)) return false
      revealed = { place, value, href }
      return true
    },
    refuse(place, value) {
      isRefused ||= isAsked(place, value)
    },
    sign: (place, value) => proofs.sign(page, place, value),
    revealed: () => revealed,
    isRefused: () => isRefused,
    form: makeForm,
  }
}
