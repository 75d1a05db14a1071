import type { Profile } from '../../customer/profile.ts'
import type { Identity } from '../../identity/identity.ts'
import type { Cell } from '../cells/cell.ts'
import type { LinkState } from './link-model.ts'
import { maskSent } from '../redaction/mask-sent.ts'
import type { Texts } from '../texts/texts-type.ts'

export interface IdentityRules {
  /** A customer without a token counts as not proved. */
  isConfigured: boolean
  required: 'off' | 'reveal' | 'profile'
}

export interface IdentityLine {
  kind: 'proved' | 'linked' | 'opened' | 'conflict' | 'expired' | 'failed' | 'none'
  text: string
  /** How long ago the identity was proved, or the day of the link. */
  age: Cell | null
  detail: string | null
  /** A warning or instruction, shown above everything else. */
  note: string | null
}

interface Options {
  identity: Identity
  profile: Pick<Profile, 'outcome' | 'basis' | 'isConflict'>
  link: LinkState | null
  /** The name of the customer to whom an earlier proof had linked the visitor. */
  replaced: string | null
  rules: IdentityRules
  texts: Texts
  toAge: (time: Date) => Cell | null
  toDay: (time: Date) => Cell | null
  toClock: (time: Date) => Cell | null
}

export function toIdentityLine(options: Options): IdentityLine {
  const { identity, profile, replaced, toAge } = options
  const texts = options.texts.identity
  const line = (kind: IdentityLine['kind'], text: string, note: string | null = null) => {
    return { kind, text, age: null, detail: null, note }
  }
  if (profile.isConflict) return line('conflict', texts.conflict)
  if (profile.outcome === 'several') return line('conflict', texts.several)
  if (profile.basis === 'opened') return line('opened', options.texts.search.openedByHand)
  const provedAt = toDate(identity.provedAt)
  if (identity.status === 'proved') {
    const before = replaced === null ? null : texts.replaced(replaced)
    const note = profile.outcome === 'unknown' ? texts.provedUnknown : before
    return { ...line('proved', texts.proved, note), age: provedAt && toAge(provedAt) }
  }
  const isExpired = identity.reason === 'expired'
  const note = toNote(options, provedAt)
  if (identity.status === 'failed' && !isExpired) return line('failed', texts.failed, note)
  if (profile.basis === 'linked') return { ...line('linked', '', note), ...toLinkWords(options) }
  return isExpired ? line('expired', texts.expired, note) : line('none', options.texts.unknownHint)
}

/** Who made the link, as far as known, and that it is not proved, if tokens are configured. */
function toLinkWords({ link, rules, texts, toDay }: Options): Pick<IdentityLine, 'text' | 'age' | 'detail'> {
  if (link?.kind === 'new') return { text: texts.link.byYou, age: null, detail: texts.link.now }
  const detail = rules.isConfigured ? texts.identity.notProved : null
  if (link?.kind !== 'kept') return { text: texts.identity.linked, age: null, detail }
  return { text: texts.link.by(link.source, link.by), age: link.at && toDay(link.at), detail }
}

function toNote(
  { identity, texts: { identity: texts }, toClock }: Options,
  provedAt: Date | null,
): string | null {
  if (identity.reason === null) return null
  if (identity.reason !== 'expired') return texts.failures[identity.reason]
  return texts.failures.expired(provedAt ? (toClock(provedAt)?.text ?? '') : '')
}

function toDate(seconds: number | null): Date | null {
  return seconds === null ? null : new Date(seconds * 1000)
}

/** @param isMasking the customer id may be masked, so the token's subject is masked too */
export function toIdentityJson({ status, reason, subject, provedAt, key }: Identity, isMasking: boolean) {
  return {
    status,
    reason,
    subject: subject !== null && isMasking ? maskSent(subject) : subject,
    provedAt: toDate(provedAt)?.toISOString() ?? null,
    key,
  }
}

/** This includes candidates and customers that only the site names. */
export function isNameOnly(
  { required }: IdentityRules,
  { basis, customers }: Pick<Profile, 'basis' | 'customers'>,
): boolean {
  return required === 'profile' && basis !== 'proved' && customers.rows.length > 0
}

export function isLocked({ required }: IdentityRules, { basis }: Pick<Profile, 'basis'>): boolean {
  return required !== 'off' && basis !== 'proved'
}
