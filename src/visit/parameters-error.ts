import type { Language } from './language.ts'
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
  /** Name of the parameter, as it was sent and so untrusted; `*` is the query as a whole. */
  name: string
  problem: Problem
}

/** The request's parameters cannot be used. Lists every fault; no value is in it. */
export class ParametersError extends Error {
  override name = 'ParametersError'
  readonly faults: readonly ParameterFault[]
  /** The language to say so in. */
  readonly lang: Language | null

  constructor(faults: readonly ParameterFault[], lang: Language | null) {
    super('The parameters cannot be used')
    this.faults = faults
    this.lang = lang
  }
}

/** Everything is encrypted by agreement, and the visitor's id does not decrypt: nobody can be looked up. */
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
