import type { ReadParameter } from './read-parameter.ts'
import type { Pair } from './query-string.ts'
import { isAbsent } from './text.ts'

/** Where IDENTITY_PARAMETER is not set. */
export const TOKEN_PARAMETER = 'customUserToken'

/** The company's signed token, as it arrived. It proves something, so it stays with whoever verifies it. */
export type IdentityToken =
  | { status: 'none' }
  | { status: 'undecryptable' }
  | { status: 'repeated' }
  | { status: 'value'; value: string }

/** Takes the token's parameter out of a query. */
export interface TokenSplit {
  token: IdentityToken
  /** What is left, in its order. */
  pairs: readonly Pair[]
  /** Position of the key that decrypted the token. */
  key: number | undefined
}

/**
 * Takes the token out of parameters, wherever it stands.
 *
 * @param name the custom parameter that holds it
 * @param read decrypts one parameter
 */
export function splitToken(
  pairs: readonly Pair[],
  name: string,
  read: (pair: Pair) => ReadParameter,
): TokenSplit {
  const sent = pairs.filter((pair) => pair.name === name)
  if (sent.length === 0) return { token: { status: 'none' }, pairs, key: undefined }
  const left = pairs.filter((pair) => pair.name !== name)
  const [own, ...others] = sent.filter(({ value }) => !isAbsent(value))
  if (others.length > 0) return { token: { status: 'repeated' }, pairs: left, key: undefined }
  if (!own) return { token: { status: 'none' }, pairs: left, key: undefined }
  const { value, key } = read(own)
  if (value === null) return { token: { status: 'undecryptable' }, pairs: left, key }
  return { token: isAbsent(value) ? { status: 'none' } : { status: 'value', value }, pairs: left, key }
}

/** In Base64url, JSON of a header and of claims begins so. Sent under another name, a token proves nothing, and works still. */
const SIGNED_JWT = /(?<![\w-])eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{16,}/g

/**
 * Makes the function that takes the token out of other texts, as it stands in the address of the page that a visitor
 * came from, or in a tail that could not be read.
 */
export function createTokenRemover(name: string): (text: string) => string {
  const escaped = name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  const assignment = new RegExp(`${escaped}(?:=|%3d)[^&\\s]*`, 'gi')
  return (text) => {
    const rest = text.includes(name) ? text.replaceAll(assignment, '') : text
    return rest.includes('eyJ') ? rest.replaceAll(SIGNED_JWT, '…') : rest
  }
}
