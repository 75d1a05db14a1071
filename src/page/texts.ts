import type { Language } from '../visit/language.ts'
import type { Problem } from '../visit/parameters-error.ts'
import type { UndecryptableReason } from '../visit/value-decryptor.ts'
import { en } from './texts-en.ts'
import { zh } from './texts-zh.ts'

export interface Texts {
  found: string
  unknownTitle: string
  unknownHint: string
  severalTitle: (count: number) => string
  severalHint: string
  channel: string
  channels: Record<'web' | 'app' | 'wechat' | 'weibo', string>
  visitorId: string
  customerId: string
  nickname: string
  description: string
  channelName: string
  sent: string
  sentHint: string
  consoleSent: string
  undecryptable: string
  cut: string
  reasons: Record<UndecryptableReason, string>
  panel: Record<'empty' | 'late' | 'failed', string>
  more: (count: number) => string
  moreThan: (count: number) => string
  copy: string
  copied: string
  /** Of a masked value. */
  show: string
  hide: string
  yes: string
  no: string
  none: string
  requestId: string
  shownAt: string
  badges: Readonly<Record<string, string>>
  problems: Record<Problem, string>
  wholeQuery: string
  parameter: string
  problem: string
  exampleHint: string
  errors: Record<ErrorCode, { title: string; message: string }>
  /** What to compare with the console when the visitor's id does not decrypt. */
  decryptionChecks: readonly string[]
  retry: string
}

export type ErrorCode =
  | 'bad_parameters'
  | 'visitor_undecryptable'
  | 'bad_request'
  | 'not_found'
  | 'method_not_allowed'
  | 'too_many_requests'
  | 'database_unavailable'
  | 'overloaded'
  | 'internal_error'

export const TEXTS: Readonly<Record<Language, Texts>> = { en, zh }
