import { z } from 'zod'
import { forEachLanguage, type Language } from '../visit/language.ts'

/** Why a masked value is shown: `complaint` in the audit, its label on the page. */
export interface RevealReason {
  key: string
  /** As given in English and Chinese; in further languages English. */
  labels: Readonly<Record<Language, string>>
}

const REASON = /^([a-z][a-z0-9_-]{0,39})=([^=|]{1,60})(?:\|([^=|]{1,60}))?$/u

/** The variables of the audit, each by itself. */
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

/** What the variables mean together. */
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
    /** Undefined: the standard output. */
    file: env.AUDIT_FILE,
    isChained: env.AUDIT_CHAIN === 'on',
    /** One of them is asked for before a masked value is shown; empty where none is. */
    revealReasons: env.REVEAL_REASONS ?? [],
  }
}
