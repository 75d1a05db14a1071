import type { PageMark, RevealProofs, ValueLocation } from './reveal-proof.ts'

export interface RevealedValue {
  place: ValueLocation
  value: string
  /** The value as the page shows it. */
  text: string
  /** A `tel:` or `mailto:` address; null for other values. */
  href: string | null
}

/** The form of a page's reveal buttons. */
export interface RevealForm {
  action: string
  /** The page's sealed request. */
  visit: string
  /** In the page's language; empty if no reason is required. */
  reasons: readonly { key: string; label: string }[]
  /** The key of the last chosen reason. */
  reason: string | null
}

/** A submitted reveal form. */
export interface RevealRequest {
  /** The page that contained the form. */
  page: PageMark
  /** Null if no value is requested. */
  proof: string | null
}

/** A page's masked values, at most one of which is requested to be shown. */
export type Reveal = ReturnType<typeof createReveal>

interface Options {
  proofs: RevealProofs
  page: PageMark
  /** Called only for pages that need a form. */
  createForm: () => RevealForm
  /** Null for requests from the console. */
  revealRequest: RevealRequest | null
}

export function createReveal({ proofs, page, createForm, revealRequest }: Options) {
  let revealed: RevealedValue | null = null
  let isRefused = false

  function isRequested(place: ValueLocation, value: string): boolean {
    if (!revealRequest?.proof || revealRequest.page.customerId !== page.customerId) return false
    return proofs.isSigned(revealRequest.proof, revealRequest.page, place, value)
  }

  return {
    isRequested,
    reveal(value: RevealedValue): void {
      revealed = value
    },
    /** Records a refusal if the value is the requested one. */
    refuseIfRequested(place: ValueLocation, value: string): void {
      isRefused ||= isRequested(place, value)
    },
    /** Returns the token of the value's reveal button. */
    sign: (place: ValueLocation, value: string) => proofs.sign(page, place, value),
    revealed: (): RevealedValue | null => revealed,
    isRefused: () => isRefused,
    form: createForm,
  }
}
