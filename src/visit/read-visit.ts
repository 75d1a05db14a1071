import { BUILT_IN_NAMES, isBuiltIn, type BuiltInName } from './built-in-parameters.ts'
import { toChannel, type Channel } from './channel.ts'
import { repairPairs } from './client-repairs.ts'
import { toLanguage, type Language } from './language.ts'
import { ParametersError, VisitorUndecryptableError } from './parameters-error.ts'
import { findFaults, type BuiltInValues } from './parameters-schema.ts'
import { parseQuery, type Pair } from './query-string.ts'
import { isAbsent } from './text.ts'
import type { UndecryptableReason, ValueDecryptor } from './value-decryptor.ts'

/** Mirrors the console's setting: nothing is encrypted, custom parameters are, or built-in ones too. */
export type EncryptionMode = 'off' | 'custom' | 'all'

export interface CustomParameter {
  name: string
  /** Null when the value could not be decrypted; then it is used for nothing. */
  value: string | null
  status: 'plain' | 'decrypted' | 'cut' | 'undecryptable'
  reason?: UndecryptableReason
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
  key?: number
}

/**
 * Makes the function that reads a request target's query into a Visit.
 *
 * It throws a ParametersError that lists every fault by parameter name; or, when built-in parameters are encrypted
 * too, a VisitorUndecryptableError; and nothing else.
 */
export function createVisitReader({ mode, decrypt }: Options): VisitReader {
  function read({ name, value }: Pair): ReadParameter {
    const isEncrypted = mode === 'all' || (mode === 'custom' && !isBuiltIn(name))
    if (!isEncrypted || isAbsent(value)) return { name, value, status: 'plain', raw: value }
    const decrypted = decrypt(value)
    return decrypted.ok
      ? {
          name,
          value: decrypted.text,
          status: decrypted.cut ? 'cut' : 'decrypted',
          raw: value,
          key: decrypted.key,
        }
      : { name, value: null, status: 'undecryptable', reason: decrypted.reason, raw: value }
  }

  return (target, explain) => {
    const pairs = parseQuery(target)
    const { pairs: sent, repairs } = repairPairs(pairs, mode === 'all')
    const parameters = sent.map(read)
    explain?.({ sent: pairs, repairs, parameters })
    const present = parameters.filter(({ value }) => value === null || !isAbsent(value))
    const values = groupBuiltIn(present)
    const lang = toLanguage(values.lang.texts[0] ?? null)
    const faults = findFaults({ sent, builtIn: values })
    if (faults.length > 0) throw new ParametersError(faults, lang)
    return { ...toVisit(values, lang, present), repairs, keyUses: countKeys(parameters) }
  }
}

/** The values of each built-in name; one that is sent twice alike is one. */
function groupBuiltIn(parameters: readonly ReadParameter[]): Record<BuiltInName, BuiltInValues> {
  const values = Object.fromEntries(
    BUILT_IN_NAMES.map((name): [BuiltInName, BuiltInValues] => [name, { texts: [], reasons: [] }]),
  ) as Record<BuiltInName, BuiltInValues>
  const seen = new Set<string>()
  for (const { name, value, status, reason, raw } of parameters) {
    if (!isBuiltIn(name) || seen.has(`${name}=${raw}`)) continue
    seen.add(`${name}=${raw}`)
    if (reason !== undefined || value === null) values[name].reasons.push(reason ?? 'not_text')
    // A cut id is another id.
    else if (name === 'visitorImId' && status === 'cut') values[name].reasons.push('not_text')
    else values[name].texts.push(value)
  }
  return values
}

function toVisit(
  values: Record<BuiltInName, BuiltInValues>,
  lang: Language | null,
  parameters: readonly ReadParameter[],
): Omit<Visit, 'repairs' | 'keyUses'> {
  const visitorImId = values.visitorImId.texts[0]
  if (visitorImId === undefined) {
    throw new VisitorUndecryptableError(values.visitorImId.reasons[0] ?? 'not_text', lang)
  }
  const texts = Object.fromEntries(
    BUILT_IN_NAMES.map((name) => [name, values[name].texts[0] ?? null]),
  ) as Record<BuiltInName, string | null>
  return {
    builtIn: { ...texts, visitorImId },
    channel: toChannel({ ...texts, visitorImId }),
    lang,
    customParameters: parameters
      .filter(({ name }) => !isBuiltIn(name))
      .map(({ name, value, status, reason }) => ({ name, value, status, ...(reason && { reason }) })),
    undecryptable: BUILT_IN_NAMES.flatMap((name) => values[name].reasons.map((reason) => ({ name, reason }))),
  }
}

function countKeys(parameters: readonly ReadParameter[]): number[] {
  const used = parameters.flatMap(({ key }) => key ?? [])
  return Array.from(
    { length: Math.max(-1, ...used) + 1 },
    (_, key) => used.filter((other) => other === key).length,
  )
}
