import type { Profile } from '../../customer/profile.ts'
import type { Identity } from '../../identity/identity.ts'
import type { Cell } from '../cells/cell.ts'
import type { Texts } from '../texts/texts-type.ts'

/** By what one of the customers was found where a proof and the visitor's id name different ones. */
export interface CandidateBasis {
  kind: 'proved' | 'linked'
  text: string
  /** How long ago it was proved, or on which day it was linked; null where that is not known. */
  age: Cell | null
}

interface Options {
  identity: Pick<Identity, 'provedAt'>
  texts: Texts
  toAge: (time: Date) => Cell | null
  toDay: (time: Date) => Cell | null
}

/** Makes the function that tells by what each of the candidates was found; null where nothing is in conflict. */
export function createBasisOf(
  {
    conflict,
    provedCount,
    customers,
    link,
  }: Pick<Profile, 'conflict' | 'provedCount' | 'customers' | 'link'>,
  { identity: { provedAt }, texts, toAge, toDay }: Options,
): (at: number) => CandidateBasis | null {
  if (conflict === null) return () => null
  const proved: CandidateBasis = {
    kind: 'proved',
    text: texts.identity.proved,
    age: provedAt === null ? null : toAge(new Date(provedAt * 1000)),
  }
  // Of several whom the visitor's id finds, it is not known whose link it is.
  const kept = customers.rows.length - provedCount === 1 ? link : null
  const linked: CandidateBasis = {
    kind: 'linked',
    text: kept ? texts.link.by(kept.source, kept.by) : texts.identity.linked,
    age: kept?.at ? toDay(kept.at) : null,
  }
  return (at) => (at < provedCount ? proved : linked)
}
