import type { Language } from '../languages.ts'
import type { UndecryptableReason } from './value-decryptor.ts'

export type Problem =
  | 'missing'
  | 'different_values'
  | 'too_long'
  | 'name_too_long'
  | 'too_many'
  | 'control_characters'
  | 'not_utf8'

export interface ParameterFault {
  /** Name of the parameter as sent, therefore untrusted; `*` is the query as a whole. */
  name: string
  problem: Problem
}

/** Lists every fault and contains no value. */
export class ParametersError extends Error {
  override name = 'ParametersError'
  readonly faults: readonly ParameterFault[]
  readonly lang: Language | null

  constructor(faults: readonly ParameterFault[], lang: Language | null) {
    super('The parameters cannot be used')
    this.faults = faults
    this.lang = lang
  }
}

export class VisitorUndecryptableError extends Error {
  override name = 'VisitorUndecryptableError'
  readonly reason: UndecryptableReason
  readonly lang: Language | null

  constructor(reason: UndecryptableReason, lang: Language | null) {
    super('The visitor id cannot be decrypted')
    this.reason = reason
    this.lang = lang
  }
}
