import type { Profile } from '../../customer/profile.ts'
import type { Language } from '../../visit/language.ts'
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

/** Everything the page says, in one language, for the HTML and for the JSON. */
export interface PageModel {
  outcome: Profile['outcome']
  basis: Profile['basis']
  conflict: Profile['conflict']
  identity: ReturnType<typeof toIdentityJson>
  /** Null on a page of search results, where the visitor is somebody else. */
  identityLine: IdentityLine | null
  /** The proof names none of the candidates. */
  isProofOfNobody: boolean
  /** Masked values open with a proof only. */
  isLocked: boolean
  /** Nothing but the name is shown, because the customer is not proved. */
  isNameOnly: boolean
  language: Language
  requestId: string
  /** Who has signed in, and where a form ends that; null where nobody has to. */
  agent: { name: string; signOut: string } | null
  title: string
  /** Too high a header to stay in sight. */
  isTall: boolean
  /** What an unknown visitor is called, by their own word or the console's; null where it says nothing in a few words. */
  nickname: Field | null
  channel: { name: string; text: string } | null
  /** The customer was found by an id that may be somebody else's in a channel that is not known. */
  channelUncertain: boolean
  visitorId: Cell
  /** Null where it is hidden, too. */
  customerId: string | null
  card: CustomerCard | null
  known: readonly { label: string; text: string }[]
  candidates: readonly (Candidate & CandidateLines)[]
  /** What all candidates have in common, and what it is said of. */
  common: { of: string; fields: readonly CandidateField[] } | null
  /** What is said of candidates that are not listed. */
  moreCandidates: string | null
  panels: readonly PanelModel[]
  /** Null where nothing can be searched. */
  search: SearchModel | null
  /** Said above candidates whom nobody but the site names. */
  claim: string | null
  /** Said of a customer whom an agent opened by hand, with the way back. */
  opened: { text: string; back: string } | null
  /** Whether the visitor is linked to the customer, and by whom. Null where nothing is known of it or can be done. */
  link: LinkModel | null
  /** What came of a form that asked for something else. */
  notice: string | null
  /** Custom parameters that stand under the name. */
  strip: readonly StripItem[]
  /** The same, or the first of what was sent, where the company has not said what stands there. */
  topLine: readonly StripItem[]
  sent: readonly SentParameter[]
  notRead: number
  shownAt: Cell | null
  /** The masked value that was asked for; null when the page has it no longer. */
  revealed: RevealedValue | null
  /** It is for other roles. */
  isRefused: boolean
  /** Null where no value is masked and none was. */
  form: RevealForm | null
  /** The page answers a form: its address is no page. */
  isPosted: boolean
  visit: SafeVisit
  /** The rest is for JSON only. */
  /** The found customer's values by name. */
  toCustomer: () => Record<string, unknown> | null
  /** A panel's values by name. */
  toRows: (panel: PanelModel) => Record<string, unknown>[]
}
