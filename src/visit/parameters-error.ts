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

/** No customer can be looked up for the request. */
export class VisitError extends Error {
  /** As the request names it. */
  readonly lang: Language | null

  constructor(message: string, lang: Language | null) {
    super(message)
    this.lang = lang
  }
}

/** Lists every fault and contains no value. */
export class ParametersError extends VisitError {
  override name = 'ParametersError'
  readonly faults: readonly ParameterFault[]

  constructor(faults: readonly ParameterFault[], lang: Language | null) {
    super('The parameters cannot be used', lang)
    this.faults = faults
  }
}

export class VisitorUndecryptableError extends VisitError {
  override name = 'VisitorUndecryptableError'
  readonly reason: UndecryptableReason

  constructor(reason: UndecryptableReason, lang: Language | null) {
    super('The visitor id cannot be decrypted', lang)
    this.reason = reason
  }
}
