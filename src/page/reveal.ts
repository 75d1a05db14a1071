import type { RevealTokens } from './reveal-token.ts'

/** A value on the page: the customer's, or one in a row of a panel. */
export interface Place {
  panel: string | null
  row: number
  column: string
}

/** The addresses of one page's masked values, and which of the values is to be shown, if one is. */
export interface Reveal {
  /** Tells a value at its place from every other, without telling it. */
  prove(place: Place, value: string): string
  isAsked(proof: string): boolean
  /** Keeps what was shown. */
  tell(place: Place, value: string): void
  /** Shows a value. */
  addressOf(proof: string): string
  /** Shows the page with every value masked. */
  pageAddress(): string
  shown(): Shown | null
}

export interface Shown {
  place: Place
  value: string
}

interface Options {
  tokens: RevealTokens
  /** What the page's own address begins with. */
  base: string
  /** A request target that is read into the same visit. */
  target: string
  customerId: string | null
  /** Proof of the value that is asked for; null when none is. */
  asked: string | null
}

export function createReveal({ tokens, base, target, customerId, asked }: Options): Reveal {
  let address: string | null = null
  let shown: Shown | null = null
  /** One for the page, made when the first masked value is met. */
  const pageAddress = () => (address ??= `${base}/reveal/${tokens.seal({ target, at: Date.now() })}`)
  return {
    prove: (place, value) => tokens.prove(customerId, place, value),
    isAsked: (proof) => proof === asked,
    tell: (place, value) => (shown = { place, value }),
    addressOf: (proof) => `${pageAddress()}/${proof}`,
    pageAddress,
    shown: () => shown,
  }
}
