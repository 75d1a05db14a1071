import { PARAMETERS } from './parameter-limits.ts'
import { BUILT_IN_NAMES, type BuiltInName } from './built-in-parameters.ts'
import {
  isUnusable,
  isEmpty,
  markConflicts,
  readVisitorId,
  toBuiltInValues,
  type BuiltInValues,
} from './built-in-values.ts'
import { toChannel, type Channel } from './channel.ts'
import { HEX_BLOCKS } from './des.ts'
import { repairPairs } from './client-repairs.ts'
import { createTokenRemover, splitToken, TOKEN_PARAMETER, type IdentityToken } from './identity-token.ts'
import { toLanguage, type Language } from '../languages.ts'
import { ParametersError } from './parameters-error.ts'
import { parseQuery, toReturnTarget, type Pair } from './query-string.ts'
import type { EncryptionMode } from './encryption-mode.ts'
import { createParameterReader, type ReadParameter } from './read-parameter.ts'
import { readUnescapedTail } from './read-tail.ts'
import { selectPairs } from './select-pairs.ts'
import { toPrintable } from './text.ts'
import type { UndecryptableReason, ValueDecryptor } from './value-decryptor.ts'

export { isUsableId } from './parameters-schema.ts'

/** Ready for display: truncated if too long, and without control characters. */
export type CustomParameter = Pick<ReadParameter, 'name' | 'value' | 'status' | 'reason' | 'fault'>

/** The checked and decrypted parameters of one request. An absent or unusable value is null. */
export interface Visit {
  builtIn: Readonly<BuiltInValues> & { readonly visitorImId: string }
  channel: Channel | null
  lang: Language | null
  customParameters: readonly CustomParameter[]
  /** Number of parameters beyond the limit, which were ignored. */
  notRead: number
  /** Built-in parameters that could not be decrypted, whose values are null. */
  undecryptable: readonly { name: BuiltInName; reason: UndecryptableReason }[]
  repairs: readonly string[]
  /** The id can be decrypted although it should be plain: the console also encrypts built-in parameters. */
  isIdEncrypted: boolean
  /** Number of values that each key decrypted, the current key first. */
  keyUses: readonly number[]
  identityToken: IdentityToken
  /** Parses to the same visit, except for dropped parameters and the identity token. */
  target: string
  dropped: number
  /** All parameters except the token, with values as they were sent. */
  pairs: readonly Pair[]
}

/** How a query was parsed, for diagnosis. Contains every value. */
export interface VisitTrace {
  sent: readonly Pair[]
  repairs: readonly string[]
  parameters: readonly ReadParameter[]
}

/** Calls `explain` with the trace, also before it throws, unless the query has too many parameters to read. */
export type VisitReader = (target: string, explain?: (trace: VisitTrace) => void) => Visit

interface Options {
  mode: EncryptionMode
  decrypt: ValueDecryptor
  tokenParameter?: string
}

const TOO_MANY = [{ name: '*', problem: 'too_many' }] as const

/** Hex, or Base64 as iOS encrypts ids. */
const isCiphertext = (id: string) => HEX_BLOCKS.test(id) || id.endsWith('=')

const findText = (pairs: readonly Pair[], wanted: BuiltInName) =>
  pairs.find(({ name }) => name === wanted)?.value ?? null

/**
 * The function throws a ParametersError if the visitor id cannot be used or the query is too large, and a
 * VisitorUndecryptableError. All other faults are recorded in the Visit.
 */
export function createVisitReader({ mode, decrypt, tokenParameter = TOKEN_PARAMETER }: Options): VisitReader {
  const read = createParameterReader(mode, decrypt)
  const isEncrypted = mode === 'all'
  const removeToken = createTokenRemover(tokenParameter)
  const withoutToken = <T extends { name: string; value: string | null }>(parameter: T): T => {
    const { name, value } = parameter
    // The visitor id must not be altered.
    if (name === 'visitorImId') return parameter
    const [safeName, safeValue] = [removeToken(name), value === null ? null : removeToken(value)]
    return safeName === name && safeValue === value
      ? parameter
      : { ...parameter, name: safeName, value: safeValue }
  }

  return (target, explain) => {
    const sent = parseQuery(target)
    // Checked before any other work, whose cost grows with the number of parameters.
    if (sent.length > PARAMETERS.query)
      throw new ParametersError(TOO_MANY, toLanguage(findText(sent, 'lang')))
    const unescaped = readUnescapedTail(target, isEncrypted)
    const { kept, notRead } = selectPairs(unescaped ?? sent, tokenParameter)
    const { pairs: repaired, repairs: pairRepairs } = repairPairs(kept, isEncrypted)
    const { token, pairs: others, key } = splitToken(repaired, tokenParameter, read)
    const pairs = others.map(withoutToken)
    const hasChanged = pairs.length < repaired.length || pairs.some((pair, at) => pair !== others[at])
    const repairs = unescaped ? ['unescaped_tail', ...pairRepairs] : pairRepairs
    const parameters = markConflicts(pairs.map((pair) => withoutToken(read(pair))))
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
      isIdEncrypted:
        mode === 'custom' && isCiphertext(builtIn.visitorImId) && decrypt(builtIn.visitorImId).ok,
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

/** An invalid name is shown even without a value: it may be a tail that could not be parsed. */
function isShown(parameter: ReadParameter): boolean {
  const { isBuiltIn, fault } = parameter
  if (!isBuiltIn) return !isEmpty(parameter) || fault !== undefined
  return !isEmpty(parameter) && (fault !== undefined || isUnusable(parameter))
}

function toUndecryptable(parameters: readonly ReadParameter[]): Visit['undecryptable'] {
  const undecrypted = parameters.filter(({ isBuiltIn, fault }) => isBuiltIn && fault === undefined)
  return BUILT_IN_NAMES.flatMap((wanted) => {
    const reason = undecrypted.find(({ name }) => name === wanted)?.reason
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
