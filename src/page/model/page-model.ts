import type { Profile } from '../../customer/profile.ts'
import type { Language } from '../../languages.ts'
import type { Cell } from '../cells/cell.ts'
import type { RevealedValue, RevealForm } from '../redaction/reveal.ts'
import type { SafeVisit } from '../redaction/safe-visit.ts'
import type { Candidate } from './candidate.ts'
import type { CandidateField, CandidateLines } from './candidate-lines.ts'
import type { SentParameter } from './custom-parameters.ts'
import type { CustomerCard } from './customer-card.ts'
import type { IdentityLine, toIdentityJson } from './identity-model.ts'
import type { LinkModel } from './link-model.ts'
import type { PanelModel } from './panel-model.ts'
import type { Field } from './row-model.ts'
import type { SearchModel } from './search-model.ts'
import type { StripItem } from './sent-strip.ts'

/** The content of a page in one language, rendered as HTML or JSON. */
export interface PageModel {
  outcome: Profile['outcome']
  basis: Profile['basis']
  conflict: Profile['conflict']
  identity: ReturnType<typeof toIdentityJson>
  /**
   * Null on search results when the visitor's id finds a customer: the line would describe the visitor, not the
   * results.
   */
  identityLine: IdentityLine | null
  /** The proof names no existing customer, and the visitor's id is linked. */
  isProofOfNobody: boolean
  /** Masked values can be revealed only with a proof. */
  isLocked: boolean
  /** Only the name is shown, because the customer is not proved. */
  isNameOnly: boolean
  language: Language
  requestId: string
  /** The signed-in agent, and the action of the sign-out form; null if sign-in is not configured. */
  agent: { name: string; signOut: string } | null
  title: string
  /** The header is too high to be sticky. */
  isTall: boolean
  /**
   * An unknown visitor's name as given by the visitor or the console; null if there is none that is short and visible.
   */
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
  /** Fields that all candidates share, and their heading. */
  common: { of: string; fields: readonly CandidateField[] } | null
  /** Text about candidates that are not listed. */
  moreCandidates: string | null
  panels: readonly PanelModel[]
  /** Null if search is not available. */
  search: SearchModel | null
  /** Heading of candidates that only the site names. */
  claim: string | null
  /** Shown for a customer whom an agent opened by hand, with the address of the visitor's page. */
  opened: { text: string; back: string } | null
  /** Null if nothing is known about a link and none can be made. */
  link: LinkModel | null
  /** Why a link or its removal was not carried out. */
  notice: string | null
  /** The custom parameters shown below the name. */
  strip: readonly StripItem[]
  /** The strip or, if `customer.sql` does not configure one, the first custom parameters. */
  topLine: readonly StripItem[]
  sent: readonly SentParameter[]
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
  /** JSON only: the found customer's values by column name. */
  toCustomer: () => Record<string, unknown> | null
  /** JSON only: a panel's values by column name. */
  toRows: (panel: PanelModel) => Record<string, unknown>[]
}
