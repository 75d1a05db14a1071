import { z } from 'zod'
import { forEachLanguage, type Language } from '../languages.ts'

/** A reason for a reveal: a key for the audit, such as `complaint`, and a label for the page. */
export interface RevealReason {
  key: string
  /** As configured in English and Chinese; other languages use English. */
  labels: Readonly<Record<Language, string>>
}

const REASON = /^([a-z][a-z0-9_-]{0,39})=([^=|]{1,60})(?:\|([^=|]{1,60}))?$/u

/** Validates each audit variable on its own. */
export const auditSchema = {
  AUDIT_FILE: z.string().optional(),
  AUDIT_CHAIN: z.enum(['on', 'off'], 'must be on or off').default('off'),
  REVEAL_REASON: z.enum(['required'], 'must be required, or unset').optional(),
  REVEAL_REASONS: z
    .string()
    .transform((text) =>
      text
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
      'holds a reason twice',
    )
    .optional(),
}

function toReason(text: string): RevealReason | null {
  const [, key, en, zh = en] = REASON.exec(text)?.map((part) => (part as string | undefined)?.trim()) ?? []
  if (!key || !en || !zh) return null
  return { key, labels: forEachLanguage((language) => (language === 'zh' ? zh : en)) }
}

/** Finds contradictions between the variables. */
export function findAuditFaults(values: Readonly<Record<string, string | undefined>>): string[] {
  const faults: string[] = []
  // Replicas and later verifications need the same key.
  if (values['AUDIT_CHAIN'] === 'on' && values['SERVER_SECRET'] === undefined)
    faults.push('AUDIT_CHAIN is on, which needs SERVER_SECRET: openssl rand -hex 32 makes one')
  if (values['REVEAL_REASON'] !== undefined && values['REVEAL_REASONS'] === undefined)
    faults.push('REVEAL_REASON is set, which needs REVEAL_REASONS')
  if (values['REVEAL_REASONS'] !== undefined && values['REVEAL_REASON'] === undefined)
    faults.push('REVEAL_REASONS is set, which needs REVEAL_REASON=required')
  return faults
}

export function toAuditConfig(env: z.output<z.ZodObject<typeof auditSchema>>) {
  return {
    /** Undefined means standard output. */
    file: env.AUDIT_FILE,
    isChained: env.AUDIT_CHAIN === 'on',
    /** The agent must choose one of these before a value is revealed; empty if no reason is required. */
    revealReasons: env.REVEAL_REASONS ?? [],
  }
}
