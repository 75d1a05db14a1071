import { z } from 'zod'
import { forEachLanguage, type Language } from '../languages.ts'
import { oneOf } from './variable-kinds.ts'

/** The key is for the audit, such as `complaint`. */
export interface RevealReason {
  key: string
  /** Other languages use English. */
  labels: Readonly<Record<Language, string>>
}

const REASON = /^([a-z][a-z0-9_-]{0,39})=([^=|]{1,60})(?:\|([^=|]{1,60}))?$/u

export const auditVariables = {
  AUDIT_FILE: z.string().optional(),
  AUDIT_CHAIN: oneOf(['on', 'off']).default('off'),
  REVEAL_REASON: z.enum(['required'], 'must be required, or unset').optional(),
  REVEAL_REASONS: z
    .string()
    .transform((text) =>
      text
        .replaceAll('＝', '=')
        .replaceAll('｜', '|')
        .split(/[,，]/)
        .map((part) => part.trim())
        .filter((part) => part !== '')
        .map(toReason),
    )
    .refine(
      (reasons) => reasons.length > 0 && reasons.every((reason) => reason !== null),
      'must be reasons separated by commas, such as complaint=Complaint|投诉, refund=Refund|退款: key, English, Chinese',
    )
    .transform((reasons) => reasons.filter((reason) => reason !== null))
    .refine(
      (reasons) => new Set(reasons.map(({ key }) => key)).size === reasons.length,
      'contains a reason twice',
    )
    .optional(),
}

function toReason(text: string): RevealReason | null {
  const [, key, en, zh = en] = REASON.exec(text)?.map((part) => (part as string | undefined)?.trim()) ?? []
  if (!key || !en || !zh) return null
  return { key, labels: forEachLanguage((language) => (language === 'zh' ? zh : en)) }
}

export function toAuditConfig(env: z.output<z.ZodObject<typeof auditVariables>>) {
  return {
    /** Undefined means standard output. */
    file: env.AUDIT_FILE,
    isChained: env.AUDIT_CHAIN === 'on',
    /** Empty if no reason is required. */
    revealReasons: env.REVEAL_REASONS ?? [],
  }
}
