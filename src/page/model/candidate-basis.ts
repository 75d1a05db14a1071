import type { Profile } from '../../customer/profile.ts'
import type { Identity } from '../../identity/identity.ts'
import type { Cell } from '../cells/cell.ts'
import type { Texts } from '../texts/texts-type.ts'

/** When the proof and the visitor's id name different customers. */
export interface CandidateBasis {
  kind: 'proved' | 'linked'
  text: string
  /** How long ago it was proved, or the day on which it was linked; null if unknown. */
  age: Cell | null
}

interface Options {
  identity: Pick<Identity, 'provedAt'>
  texts: Texts
  toAge: (time: Date) => Cell | null
  toDay: (time: Date) => Cell | null
}

/** The function takes a candidate's position; null without a conflict. */
export function createBasisOf(
  {
    isConflict,
    provedCount,
    customers,
    link,
  }: Pick<Profile, 'isConflict' | 'provedCount' | 'customers' | 'link'>,
  { identity: { provedAt }, texts, toAge, toDay }: Options,
): (at: number) => CandidateBasis | null {
  if (!isConflict) return () => null
  const proved: CandidateBasis = {
    kind: 'proved',
    text: texts.identity.proved,
    age: provedAt === null ? null : toAge(new Date(provedAt * 1000)),
  }
  // If the visitor's id finds several customers, the link cannot be attributed to one of them.
  const kept = customers.rows.length - provedCount === 1 ? link : null
  const linked: CandidateBasis = {
    kind: 'linked',
    text: kept ? texts.link.by(kept.source, kept.by) : texts.identity.linked,
    age: kept?.at ? toDay(kept.at) : null,
  }
  return (at) => (at < provedCount ? proved : linked)
}
