import type { ReadParameter } from './read-parameter.ts'
import type { Pair } from './query-string.ts'
import { isAbsent } from './text.ts'

/** Default of IDENTITY_PARAMETER. */
export const TOKEN_PARAMETER = 'customUserToken'

/** As it arrived. It is a credential, so only the verifier gets it. */
export type IdentityToken =
  | { status: 'none' }
  | { status: 'undecryptable' }
  | { status: 'repeated' }
  | { status: 'value'; value: string }

export interface TokenSplit {
  token: IdentityToken
  pairs: readonly Pair[]
  /** Position of the key that decrypted the token. */
  key: number | undefined
}

export function splitToken(
  pairs: readonly Pair[],
  name: string,
  read: (pair: Pair) => ReadParameter,
): TokenSplit {
  const sent = pairs.filter((pair) => pair.name === name)
  if (sent.length === 0) return { token: { status: 'none' }, pairs, key: undefined }
  const remaining = pairs.filter((pair) => pair.name !== name)
  const [own, ...others] = sent.filter(({ value }) => !isAbsent(value))
  if (others.length > 0) return { token: { status: 'repeated' }, pairs: remaining, key: undefined }
  if (!own) return { token: { status: 'none' }, pairs: remaining, key: undefined }
  const { value, key } = read(own)
  if (value === null) return { token: { status: 'undecryptable' }, pairs: remaining, key }
  return { token: isAbsent(value) ? { status: 'none' } : { status: 'value', value }, pairs: remaining, key }
}

/**
 * Base64url of JSON starts with `eyJ`, and other letters may precede it, as in `%3DeyJ`. A token under another name is
 * still a valid credential elsewhere. The lookahead keeps the search linear.
 */
const SIGNED_JWT = /(?<![\w-])(?=[\w-]+\.eyJ[\w-]{8,}\.[\w-]{16})([\w-]*?)eyJ[\w-]{8,}\.[\w-]+\.[\w-]+/g

/**
 * Tokens also arrive within other texts: the URL of the page the visitor came from, a tail that could not be parsed.
 */
export function createTokenRemover(name: string): (text: string) => string {
  const escaped = name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  const assignment = new RegExp(`${escaped}(?:=|%3d)[^&\\s]*`, 'gi')
  return (text) => {
    const rest = text.includes(name) ? text.replaceAll(assignment, '') : text
    return rest.includes('eyJ') ? rest.replaceAll(SIGNED_JWT, '$1…') : rest
  }
}
