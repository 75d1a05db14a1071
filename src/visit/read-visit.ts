import { BUILT_IN_NAMES, isBuiltIn, mapBuiltIn, type BuiltInName } from './built-in-parameters.ts'
import { toChannel, type Channel } from './channel.ts'
import { repairPairs } from './client-repairs.ts'
import { toLanguage, type Language } from './language.ts'
import { ParametersError, VisitorUndecryptableError } from './parameters-error.ts'
import { findFaults, LIMITS, type BuiltInValue } from './parameters-schema.ts'
import { parseQuery, toTarget, type Pair } from './query-string.ts'
import { isAbsent } from './text.ts'
import type { UndecryptableReason, ValueDecryptor } from './value-decryptor.ts'

/** Mirrors the console's setting: nothing is encrypted, custom parameters are, or built-in ones too. */
export type EncryptionMode = 'off' | 'custom' | 'all'

export interface CustomParameter {
  name: string
  /** Null when the value could not be decrypted; then it is used for nothing. */
  value: string | null
  status: 'plain' | 'decrypted' | 'cut' | 'undecryptable'
  reason: UndecryptableReason | undefined
}

/** Who asks for whom: the parameters of one request, checked and decrypted. An absent one is null. */
export interface Visit {
  builtIn: Readonly<Record<BuiltInName, string | null>> & { readonly visitorImId: string }
  channel: Channel | null
  /** What the console asked for, when it is a language of ours. */
  lang: Language | null
  /** In the order they were sent. */
  customParameters: readonly CustomParameter[]
  /** Built-in parameters that could not be decrypted, and so are null. */
  undecryptable: readonly { name: BuiltInName; reason: UndecryptableReason }[]
  /** Names of the client defects that were repaired. */
  repairs: readonly string[]
  /** How many values each key decrypted, the current key first. */
  keyUses: readonly number[]
  /** A request target that is read into the same visit. */
  target: string
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
}

/** Built-in or custom. */
export type ReadParameter = CustomParameter & {
  /** Before it was decrypted. */
  raw: string
  /** Position of the key that decrypted the value. */
  key: number | undefined
}

const TOO_MANY = [{ name: '*', problem: 'too_many' }] as const

const findText = (pairs: readonly Pair[], wanted: BuiltInName) =>
  pairs.find(({ name }) => name === wanted)?.value ?? null

/**
 * Makes the function that reads a request target's query into a Visit.
 *
 * It throws a ParametersError that lists every fault by parameter name; or, when built-in parameters are encrypted
 * too, a VisitorUndecryptableError; and nothing else.
 */
export function createVisitReader({ mode, decrypt }: Options): VisitReader {
  function read({ name, value }: Pair): ReadParameter {
    const isEncrypted = mode === 'all' || (mode === 'custom' && !isBuiltIn(name))
    if (!isEncrypted || isAbsent(value))
      return { name, value, status: 'plain', reason: undefined, raw: value, key: undefined }
    const decrypted = decrypt(value)
    if (!decrypted.ok)
      return {
        name,
        value: null,
        status: 'undecryptable',
        reason: decrypted.reason,
        raw: value,
        key: undefined,
      }
    const { text, cut, key } = decrypted
    return { name, value: text, status: cut ? 'cut' : 'decrypted', reason: undefined, raw: value, key }
  }

  return (target, explain) => {
    const pairs = parseQuery(target)
    // Before anything is made of them: what follows takes longer the more there are.
    if (pairs.length > LIMITS.parameters)
      throw new ParametersError(TOO_MANY, toLanguage(findText(pairs, 'lang')))
    const { pairs: sent, repairs } = repairPairs(pairs, mode === 'all')
    const parameters = sent.map(read)
    explain?.({ sent: pairs, repairs, parameters })
    const present = parameters.filter(({ value }) => value === null || !isAbsent(value))
    const values = groupBuiltIn(present)
    const lang = toLanguage(values.lang?.text ?? null)
    const faults = findFaults({ sent, builtIn: values })
    if (faults.length > 0) throw new ParametersError(faults, lang)
    const builtIn = toBuiltIn(values, lang)
    return {
      builtIn,
      channel: toChannel(builtIn),
      lang,
      customParameters: toCustomParameters(present),
      undecryptable: toUndecryptable(values),
      repairs,
      keyUses: countKeys(parameters),
      target: toTarget(target, sent, repairs.length > 0),
      pairs: sent,
    }
  }
}

type Values = Record<BuiltInName, BuiltInValue | undefined>

/** The value of each built-in name; one that is sent twice alike is one. */
function groupBuiltIn(parameters: readonly ReadParameter[]): Values {
  const values: Values = mapBuiltIn(() => undefined)
  for (const parameter of parameters) {
    const { name, raw, status } = parameter
    if (!isBuiltIn(name)) continue
    const known = values[name]
    if (known && parameters.find((other) => other.name === name && other.raw === raw) !== parameter) continue
    // A cut id is another id.
    const isLost = name === 'visitorImId' && status === 'cut'
    const text = isLost ? null : parameter.value
    if (!known) {
      const reason = text === null ? (parameter.reason ?? 'not_text') : null
      values[name] = { text, reason, isDisputed: false }
    } else if (text === null || text !== known.text) {
      known.isDisputed = true
    }
  }
  return values
}

/** @throws VisitorUndecryptableError */
function toBuiltIn(values: Values, lang: Language | null): Visit['builtIn'] {
  const builtIn = mapBuiltIn((name) => values[name]?.text ?? null)
  if (!isOfSomebody(builtIn))
    throw new VisitorUndecryptableError(values.visitorImId?.reason ?? 'not_text', lang)
  return builtIn
}

function isOfSomebody(builtIn: Record<BuiltInName, string | null>): builtIn is Visit['builtIn'] {
  return builtIn.visitorImId !== null
}

function toCustomParameters(parameters: readonly ReadParameter[]): CustomParameter[] {
  const custom: CustomParameter[] = []
  for (const { name, value, status, reason } of parameters)
    if (!isBuiltIn(name)) custom.push({ name, value, status, reason })
  return custom
}

function toUndecryptable(values: Values): Visit['undecryptable'] {
  const undecryptable: { name: BuiltInName; reason: UndecryptableReason }[] = []
  for (const name of BUILT_IN_NAMES) {
    const reason = values[name]?.reason ?? null
    if (reason !== null) undecryptable.push({ name, reason })
  }
  return undecryptable
}

function countKeys(parameters: readonly ReadParameter[]): number[] {
  const uses: number[] = []
  for (const { key } of parameters) {
    if (key === undefined) continue
    while (uses.length <= key) uses.push(0)
    uses[key] = (uses[key] ?? 0) + 1
  }
  return uses
}
