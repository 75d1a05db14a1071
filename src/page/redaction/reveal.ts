import type { RevealTokens, SealedVisit } from './reveal-token.ts'

/** A value on the page: the customer's, or one in a row of a panel. */
export interface ValueLocation {
  panel: string | null
  row: number
  column: string
}

export interface RevealedValue {
  place: ValueLocation
  value: string
}

/** The form of one page, whose buttons show its masked values. */
export interface RevealForm {
  action: string
  /** The sealed visit. */
  visit: string
}

/** What a form that was sent asks for. */
export interface RevealRequest {
  visit: SealedVisit
  /** Null when no value is to be shown. */
  proof: string | null
}

/** The masked values of one page, and which of them is to be shown, if one is. */
export interface Reveal {
  /** Whether the value is the one that is to be shown. It is kept. */
  takes(place: ValueLocation, value: string): boolean
  /** What the value's button sends. */
  sign(place: ValueLocation, value: string): string
  revealed(): RevealedValue | null
  form(): RevealForm
}

interface Options {
  tokens: RevealTokens
  /** Where the form is sent. */
  action: string
  /** A request target that is read into the same visit. */
  target: string
  customerId: string | null
  /** Null on the page as the console asks for it. */
  asked: RevealRequest | null
}

export function createReveal({ tokens, action, target, customerId, asked }: Options): Reveal {
  const visit: SealedVisit = { target, customerId, at: Date.now() }
  let revealed: RevealedValue | null = null
  return {
    takes(place, value) {
      if (asked === null || asked.proof === null || asked.visit.customerId !== customerId) return false
      if (!tokens.isSigned(asked.proof, asked.visit, place, value)) return false
      revealed = { place, value }
      return true
    },
    sign: (place, value) => tokens.sign(visit, place, value),
    revealed: () => revealed,
    form: () => ({ action, visit: tokens.seal(visit) }),
  }
}
