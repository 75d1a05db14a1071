import { PARAMETERS } from '../limits.ts'
import { BUILT_IN_NAMES, type BuiltInName } from './built-in-parameters.ts'
import {
  isDoubtful,
  isEmpty,
  markDisputes,
  readVisitorId,
  toBuiltInValues,
  type BuiltInValues,
} from './built-in-values.ts'
import { toChannel, type Channel } from './channel.ts'
import { repairPairs } from './client-repairs.ts'
import { createTokenRemover, splitToken, TOKEN_PARAMETER, type IdentityToken } from './identity-token.ts'
import { toLanguage, type Language } from './language.ts'
import { ParametersError } from './parameters-error.ts'
import { parseQuery, toReturnTarget, type Pair } from './query-string.ts'
import type { EncryptionMode } from './encryption-mode.ts'
import { createParameterReader, type ReadParameter } from './read-parameter.ts'
import { readUnescapedTail } from './read-tail.ts'
import { selectPairs } from './select-pairs.ts'
import { toPrintable } from './text.ts'
import type { UndecryptableReason, ValueDecryptor } from './value-decryptor.ts'

/**
 * What the app or site sent; and built-in parameters that cannot be used, one of which may be the app's. Fit to be
 * shown: cut where it is too long, and without control characters.
 */
export type CustomParameter = Pick<ReadParameter, 'name' | 'value' | 'status' | 'reason' | 'fault'>

/** Who asks for whom: the parameters of one request, checked and decrypted. An absent or doubtful one is null. */
export interface Visit {
  builtIn: Readonly<BuiltInValues> & { readonly visitorImId: string }
  channel: Channel | null
  /** What the console asked for, when it is a language of ours. */
  lang: Language | null
  /** In the order they were sent. */
  customParameters: readonly CustomParameter[]
  /** How many parameters there were too many. */
  notRead: number
  /** Built-in parameters that could not be decrypted, and so are null. */
  undecryptable: readonly { name: BuiltInName; reason: UndecryptableReason }[]
  /** Names of the client defects that were repaired. */
  repairs: readonly string[]
  /** How many values each key decrypted, the current key first. */
  keyUses: readonly number[]
  /** It is in nothing else of the visit. */
  identityToken: IdentityToken
  /** A request target that is read into the same visit, but for what is dropped, and without the identity token. */
  target: string
  /** How many custom parameters found no room in the target. */
  dropped: number
  /** All that it may say, values as they were sent. */
  pairs: readonly Pair[]
}

/** How a query was read, for whoever looks for the reason of what came out. Holds every value. */
export interface VisitTrace {
  sent: readonly Pair[]
  repairs: readonly string[]
  /** After the repairs. */
  parameters: readonly ReadParameter[]
}

/** `explain` is told how the query was read before its faults are thrown. */
export type VisitReader = (target: string, explain?: (trace: VisitTrace) => void) => Visit

interface Options {
  mode: EncryptionMode
  decrypt: ValueDecryptor
  /** The custom parameter that holds the identity token. */
  tokenParameter?: string
}

const TOO_MANY = [{ name: '*', problem: 'too_many' }] as const

const findText = (pairs: readonly Pair[], wanted: BuiltInName) =>
  pairs.find(({ name }) => name === wanted)?.value ?? null

/**
 * Makes the function that reads a request target's query into a Visit.
 *
 * It throws a ParametersError when the visitor's id cannot be used, or the query is too large to be read; or, when
 * built-in parameters are encrypted too, a VisitorUndecryptableError; and nothing else. Whatever else is wrong with a
 * parameter is said in the Visit.
 */
export function createVisitReader({ mode, decrypt, tokenParameter = TOKEN_PARAMETER }: Options): VisitReader {
  const read = createParameterReader(mode, decrypt)
  const isEncrypted = mode === 'all'
  const removeToken = createTokenRemover(tokenParameter)
  const withoutToken = <T extends { name: string; value: string | null }>(parameter: T): T => {
    const { name, value } = parameter
    // Who the visitor is stays as it was sent.
    if (name === 'visitorImId') return parameter
    const [safeName, safeValue] = [removeToken(name), value === null ? null : removeToken(value)]
    return safeName === name && safeValue === value
      ? parameter
      : { ...parameter, name: safeName, value: safeValue }
  }

  return (target, explain) => {
    const sent = parseQuery(target)
    // Before anything is made of them: what follows takes longer the more there are.
    if (sent.length > PARAMETERS.query)
      throw new ParametersError(TOO_MANY, toLanguage(findText(sent, 'lang')))
    const unescaped = readUnescapedTail(target, isEncrypted)
    const { kept, notRead } = selectPairs(unescaped ?? sent, tokenParameter)
    const { pairs: repaired, repairs: others } = repairPairs(kept, isEncrypted)
    const { token, pairs: left, key } = splitToken(repaired, tokenParameter, read)
    const pairs = left.map(withoutToken)
    const hasChanged = pairs.length < repaired.length || pairs.some((pair, at) => pair !== left[at])
    const repairs = unescaped ? ['unescaped_tail', ...others] : others
    const parameters = markDisputes(pairs.map((pair) => withoutToken(read(pair))))
    explain?.({
      sent: sent.filter(({ name }) => name !== tokenParameter).map(withoutToken),
      repairs,
      parameters,
    })
    const values = toBuiltInValues(parameters)
    const lang = toLanguage(values.lang)
    const builtIn = { ...values, visitorImId: readVisitorId(parameters, lang) }
    return {
      builtIn,
      channel: toChannel(builtIn),
      lang,
      customParameters: toCustomParameters(parameters),
      notRead,
      undecryptable: toUndecryptable(parameters),
      repairs,
      keyUses: countKeys([...parameters, { key }]),
      ...toReturnTarget(target, pairs, repairs.length > 0 || hasChanged),
      pairs,
      identityToken: token,
    }
  }
}

function toCustomParameters(parameters: readonly ReadParameter[]): CustomParameter[] {
  return parameters.filter(isShown).map(({ name, value, status, reason, fault }) => ({
    name: fault ? toPrintable(name.replaceAll(/\s/g, ' '), PARAMETERS.name) : name,
    value: fault && value !== null ? toPrintable(value, PARAMETERS.value) : value,
    status,
    reason,
    fault,
  }))
}

/** A name that is wrong is shown without a value, too: it may be a tail that could not be read. */
function isShown(parameter: ReadParameter): boolean {
  const { isBuiltIn, fault } = parameter
  if (!isBuiltIn) return !isEmpty(parameter) || fault !== undefined
  return !isEmpty(parameter) && (fault !== undefined || isDoubtful(parameter))
}

function toUndecryptable(parameters: readonly ReadParameter[]): Visit['undecryptable'] {
  const lost = parameters.filter(({ isBuiltIn, fault }) => isBuiltIn && fault === undefined)
  return BUILT_IN_NAMES.flatMap((wanted) => {
    const reason = lost.find(({ name }) => name === wanted)?.reason
    return reason === undefined ? [] : [{ name: wanted, reason }]
  })
}

function countKeys(parameters: readonly Pick<ReadParameter, 'key'>[]): number[] {
  const uses: number[] = []
  for (const { key } of parameters) {
    if (key === undefined) continue
    while (uses.length <= key) uses.push(0)
    uses[key] = (uses[key] ?? 0) + 1
  }
  return uses
}
