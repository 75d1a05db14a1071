import type { RevealTokens } from './reveal-token.ts'

/** A value on the page: the customer's, or one in a row of a panel. */
export interface ValueLocation {
  panel: string | null
  row: number
  column: string
}

/** The addresses of one page's masked values, and which of the values is to be shown, if one is. */
export interface Reveal {
  isRequested(place: ValueLocation, value: string): boolean
  /** Keeps what was shown. */
  tell(place: ValueLocation, value: string): void
  /** Shows a value. */
  addressOf(place: ValueLocation, value: string): string
  /** Shows the page with every value masked. */
  pageAddress(): string
  shown(): Shown | null
}

export interface Shown {
  place: ValueLocation
  value: string
}

/** What an address asks for. */
export interface RevealRequest {
  /** When it was made, in milliseconds since 1970. */
  at: number
  /** Null when it shows none of the values. */
  proof: string | null
}

interface Options {
  tokens: RevealTokens
  /** What the page's own address begins with. */
  base: string
  /** A request target that is read into the same visit. */
  target: string
  customerId: string | null
  /** Null on the page as the console asks for it. */
  asked: RevealRequest | null
  /** Whether the target would tell a masked value. */
  isSecret: () => boolean
}

export function createReveal({ tokens, base, target, customerId, asked, isSecret }: Options): Reveal {
  const at = Date.now()
  let parts: { path: string; query: string } | null = null
  let shown: Shown | null = null

  /** The same for all values of the page, made when the first masked one is met. */
  function address(): { path: string; query: string } {
    parts ??= isSecret()
      ? { path: `${base}/reveal/${tokens.seal({ target, at })}`, query: '' }
      : { path: `${base}/reveal/${tokens.stamp(at)}`, query: target.slice(target.indexOf('?')) }
    return parts
  }

  return {
    isRequested(place, value) {
      if (asked === null || asked.proof === null) return false
      return tokens.prove(asked.at, customerId, place, value) === asked.proof
    },
    tell: (place, value) => (shown = { place, value }),
    addressOf(place, value) {
      const { path, query } = address()
      return `${path}/${tokens.prove(at, customerId, place, value)}${query}`
    },
    pageAddress() {
      const { path, query } = address()
      return path + query
    },
    shown: () => shown,
  }
}
