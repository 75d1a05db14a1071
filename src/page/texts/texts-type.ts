import type { IdentityFailure } from '../../identity/identity.ts'
import type { SearchKind } from '../../customer/search-terms.ts'
import type { Channel } from '../../visit/channel.ts'
import type { Problem } from '../../visit/parameters-error.ts'
import type { UndecryptableReason } from '../../visit/value-decryptor.ts'

export interface Texts {
  found: string
  unknownTitle: string
  unknownHint: string
  unknownSteps: readonly string[]
  severalTitle: (count: number) => string
  severalHint: string
  severalSteps: readonly string[]
  /** When not all of them were read. */
  severalUncounted: string
  /** What is not known of the channel, and what to ask. */
  channelUncertain: string
  candidates: string
  /** Before what so many have in common. */
  allOf: (count: number) => string
  search: SearchTexts
  link: LinkTexts
  signIn: SignInTexts
  identity: {
    proved: string
    /** Found by the visitor's id, and more is not known of the link. */
    linked: string
    /** Of such a customer, where a token could prove it. */
    notProved: string
    /** Of a page that lists more than one. */
    several: string
    /** Of a visitor whom an older proof had linked to somebody else. */
    replaced: (name: string) => string
    conflict: string
    /** Of a page that lists one customer, who may be somebody else. */
    conflictTitle: string
    failed: string
    expired: string
    /** The proof is true, and there is no such customer. */
    provedUnknown: string
    /** Why a token proves nothing, and what to do about it. */
    failures: Record<Exclude<IdentityFailure, 'expired'>, string> & { expired: (time: string) => string }
    conflictHint: string
    /** The proof names nobody, beside a known visitor. */
    conflictNobody: string
    conflictSteps: string[]
    /** In the place of the button that shows a masked value. */
    locked: string
    /** Above a page that shows nothing but a name. */
    nameOnly: string
  }
  contact: string
  details: string
  /** Opens what is to be known before anything is said of an account. */
  advice: string
  /** Opens what only those who run the server can do. */
  forAdmin: string
  channel: string
  channels: Record<Channel, string>
  visitorId: string
  customerId: string
  nickname: string
  description: string
  channelName: string
  /** Above what the app or site sent. */
  sent: string
  /** Above what is known of a visitor. */
  known: string
  undecryptable: string
  cut: string
  /** Of a custom parameter with the name of a built-in one. */
  reservedName: string
  /** Parameters beyond the limit. */
  notRead: (count: number) => string
  reasons: Record<UndecryptableReason, string>
  panel: { empty: string } & Record<'late' | 'failed', (title: string) => string>
  /** Of rows of a panel that are folded. */
  more: (count: number, title: string) => string
  /** Of values of a row that are folded. */
  rowDetails: string
  notShown: (count: number) => string
  moreThan: (count: number) => string
  copy: string
  copied: string
  /** Where a browser refuses to copy: the value is selected. */
  copyByHand: string
  /** In place of the button of a value that can be shown no longer. */
  expired: string
  /** Of what else can be done with a row. */
  menu: string
  /** Of a text for the customer. */
  copyReply: (label: string) => string
  /** Of a masked value. */
  show: string
  hide: string
  /** Above the list of reasons, and its first line. */
  reason: string
  chooseReason: string
  yes: string
  no: string
  none: string
  /** Times without an end or a start: infinity. */
  noEnd: string
  noStart: string
  colon: string
  semicolon: string
  requestId: string
  /** Before the first characters of it. */
  reference: string
  shownAt: string
  reload: string
  badges: Readonly<Record<string, string>>
  problems: Record<Problem, string>
  wholeQuery: string
  parameter: string
  problem: string
  exampleHint: string
  /** What went wrong, what the agent does next, and what those can do who run the server. */
  errors: Record<
    ErrorCode,
    { title: string; message: string; steps: readonly string[]; admin?: readonly string[] }
  >
  /** Why a parameter came twice, for those who run the server. */
  sameName: string
  /** What to do when a form met an error that may pass: its address cannot be asked again. */
  postedSteps: readonly string[]
  retry: string
  retriesIn: (seconds: number) => string
}

interface LinkTexts {
  /** Of the line that says who made the link. */
  label: string
  /** Of a page whose visitor has just been linked. */
  done: string
  /** Beside an offer to link. */
  notLinked: (nickname: string | null, customer: string) => string
  byYou: string
  now: string
  by: (source: 'agent' | 'proof', name: string | null) => string
  /** @param day when, as it is written */
  kept: (by: string, day: string | null) => string
  link: string
  undo: string
  /** Opens the question, where the link is not new. */
  undoLater: string
  confirmLink: (visitor: string, customer: string) => string
  confirmUndo: (visitor: string, customer: string) => string
  doLink: string
  doUndo: string
  /** Somebody else was quicker. */
  taken: string
  gone: string
  changed: string
}

interface SignInTexts {
  title: string
  lead: string
  button: string
  /** What the button does, in the console's pane. */
  window: string
  /** Opens the way without a window. */
  noWindow: string
  /** Before the address to be opened elsewhere. */
  openAddress: string
  pasteCode: string
  submit: string
  /** Above the page, when it comes again. */
  notices: Record<'code' | 'out', string>
  /** Of the page that gives the code away. */
  codeTitle: string
  codeHint: string
  code: string
  codeWarning: string
  newCode: string
  done: string
  /** Where nobody knows which page was meant. */
  doneSteps: readonly string[]
  next: string
  /** At the end of a customer's page. */
  signedInAs: string
  signOut: string
}

interface SearchTexts {
  label: string
  /** What may be typed. */
  hint: string
  button: string
  /** In place of the label, behind whoever is on the page. */
  other: string
  /** Opens the box where a customer is shown. */
  notThem: string
  /** Before values that the site sent. */
  fromSite: string
  searchFor: (value: string) => string
  title: (count: number) => string
  kinds: Readonly<Record<SearchKind, string>>
  /** Between kinds. */
  or: string
  by: (kinds: string) => string
  nobody: string
  nobodyHint: string
  /** When nobody was searched for to the end. */
  refused: Record<'short' | 'late' | 'failed', { heading: string; hint: string }>
  mayBeMore: string
  /** When there are several. */
  askDetail: string
  open: string
  openNamed: (name: string) => string
  /** What to do, where there is a search. */
  steps: readonly string[]
  /** Above whom the site takes the visitor for. */
  claim: string
  openedByHand: string
  back: string
}

export type ErrorCode =
  | 'bad_parameters'
  | 'visitor_undecryptable'
  | 'bad_request'
  | 'not_found'
  | 'wrong_host'
  | 'reveal_expired'
  | 'link_expired'
  | 'window_gone'
  | 'link_unavailable'
  | 'cross_site_request'
  | 'proof_required'
  | 'reason_required'
  | 'role_required'
  | 'sign_in_required'
  | 'sign_in_unavailable'
  | 'sign_in_refused'
  | 'sign_in_expired'
  | 'method_not_allowed'
  | 'too_many_requests'
  | 'too_many_searches'
  | 'search_expired'
  | 'overloaded'
  | 'audit_unavailable'
  | 'database_unavailable'
  | 'internal_error'
