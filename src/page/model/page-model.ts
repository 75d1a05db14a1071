import type { Profile } from '../../customer/profile.ts'
import type { Language } from '../../languages.ts'
import type { Cell } from '../cells/cell.ts'
import type { RevealedValue, RevealForm } from '../redaction/reveal.ts'
import type { SafeVisit } from '../redaction/safe-visit.ts'
import type { Candidate } from './candidate.ts'
import type { CandidateField, CandidateLines } from './candidate-lines.ts'
import type { CustomParameterModel } from './custom-parameters.ts'
import type { CustomerCard } from './customer-card.ts'
import type { IdentityLine, toIdentityJson } from './identity-model.ts'
import type { LinkModel } from './link-model.ts'
import type { PanelModel } from './panel-model.ts'
import type { Field } from './row-model.ts'
import type { SearchModel } from './search-model.ts'
import type { StripItem } from './sent-strip.ts'

export interface PageModel {
  outcome: Profile['outcome']
  basis: Profile['basis']
  isConflict: boolean
  identity: ReturnType<typeof toIdentityJson>
  /** Null on search results when the visitor's id finds a customer: it would describe the visitor. */
  identityLine: IdentityLine | null
  /** The proof names no existing customer, and the visitor's id is linked. */
  isProofOfNobody: boolean
  isLocked: boolean
  /** Only the name is shown, because the customer is not proved. */
  isNameOnly: boolean
  language: Language
  requestId: string
  /** Null if sign-in is not configured. */
  agent: { name: string; signOut: string } | null
  title: string
  /** The header is too high to be sticky. */
  isTall: boolean
  /** As given by the visitor or the console; null if there is none that is short and visible. */
  nickname: Field | null
  channel: { name: string; text: string } | null
  /** The channel is unknown, and the id may belong to a different customer in another channel. */
  channelUncertain: boolean
  visitorId: Cell
  /** Null if nobody is found, or if hidden. */
  customerId: string | null
  card: CustomerCard | null
  known: readonly { label: string; text: string }[]
  candidates: readonly (Candidate & CandidateLines)[]
  common: { of: string; fields: readonly CandidateField[] } | null
  moreCandidates: string | null
  panels: readonly PanelModel[]
  search: SearchModel | null
  claim: string | null
  opened: { text: string; back: string } | null
  /** Null if nothing is known about a link and none can be made. */
  link: LinkModel | null
  notice: string | null
  strip: readonly StripItem[]
  /** The strip or, if `customer.sql` does not configure one, the first custom parameters. */
  topLine: readonly StripItem[]
  sent: readonly CustomParameterModel[]
  notRead: number
  shownAt: Cell | null
  /** Null if no value was requested, or if the page no longer contains it. */
  revealed: RevealedValue | null
  /** The requested value is reserved for other roles. */
  isRefused: boolean
  /** Null if no value is masked and the request was not a form post. */
  form: RevealForm | null
  /** The request was a form post, so that its address cannot be reloaded. */
  isPosted: boolean
  visit: SafeVisit
  /** JSON only, as is `toRows`: by column name. */
  toCustomer: () => Record<string, unknown> | null
  toRows: (panel: PanelModel) => Record<string, unknown>[]
}
