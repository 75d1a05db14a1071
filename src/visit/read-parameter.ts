import { PARAMETERS } from './parameter-limits.ts'
import { BUILT_IN_PARAMETERS, isBuiltIn } from './built-in-parameters.ts'
import { HEX_BLOCKS } from './des.ts'
import type { EncryptionMode } from './encryption-mode.ts'
import type { Problem } from './parameters-error.ts'
import { findProblems } from './parameters-schema.ts'
import type { Pair } from './query-string.ts'
import { isAbsent } from './text.ts'
import type { UndecryptableReason, ValueDecryptor } from './value-decryptor.ts'

export interface ReadParameter {
  name: string
  /** Null if it could not be decrypted. */
  value: string | null
  status: 'plain' | 'decrypted' | 'cut' | 'undecryptable'
  reason: UndecryptableReason | undefined
  /** Its worst problem, if any. */
  fault: Problem | undefined
  /** Whether the console sent it. False means custom, even if it has a built-in name. */
  isBuiltIn: boolean
  raw: string
  /** Position of the key that decrypted the value. */
  key: number | undefined
}

type Decrypted = Pick<ReadParameter, 'value' | 'status' | 'reason' | 'key'>

export function createParameterReader(mode: EncryptionMode, decrypt: ValueDecryptor) {
  return ({ name, value: raw }: Pair): ReadParameter => {
    const isReserved = isBuiltIn(name)
    const read = decryptValue(raw, mode === 'all' || (mode === 'custom' && !isReserved))
    if (!isReserved) return toCustom(name, raw, read)
    // In this mode the console encrypts only custom values, so an encrypted value under a built-in name comes from the
    // app or site. The visitor id is exempt, because an id can look like ciphertext.
    if (mode === 'custom' && name !== 'visitorImId' && HEX_BLOCKS.test(raw)) {
      const custom = decryptValue(raw, true)
      if (custom.value !== null) return toCustom(name, raw, custom)
    }
    const [fault] = findProblems(BUILT_IN_PARAMETERS[name], read.value ?? '')
    return { name, raw, ...read, isBuiltIn: true, fault }
  }

  function decryptValue(value: string, isEncrypted: boolean): Decrypted {
    if (!isEncrypted || isAbsent(value)) return { value, status: 'plain', reason: undefined, key: undefined }
    const decrypted = decrypt(value)
    if (!decrypted.ok)
      return { value: null, status: 'undecryptable', reason: decrypted.reason, key: undefined }
    const { text, cut, key } = decrypted
    return { value: text, status: cut ? 'cut' : 'decrypted', reason: undefined, key }
  }
}

function toCustom(name: string, raw: string, read: Decrypted): ReadParameter {
  return { name, raw, ...read, isBuiltIn: false, fault: findFault(name, raw, read.value) }
}

function findFault(name: string, raw: string, value: string | null): Problem | undefined {
  if (raw.length > PARAMETERS.value) return 'too_long'
  return [...findProblems('name', name), ...findProblems('value', value ?? '')][0]
}
