import type { IdentityFailure } from '../../identity/identity.ts'
import type { LinkSource } from '../../customer/link.ts'
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
  severalUncounted: string
  /** That the channel is unknown, and what to ask the customer. */
  channelUncertain: string
  candidates: string
  allOf: (count: number) => string
  search: SearchTexts
  link: LinkTexts
  signIn: SignInTexts
  identity: {
    proved: string
    /** Found by the visitor's id; nothing else is known about the link. */
    linked: string
    notProved: string
    several: string
    /** Note: an earlier proof had linked the visitor to a different customer. */
    replaced: (name: string) => string
    conflict: string
    /** Title of a page that lists a single customer who may not be the visitor. */
    conflictTitle: string
    failed: string
    expired: string
    provedUnknown: string
    failures: Record<Exclude<IdentityFailure, 'expired'>, string> & { expired: (time: string) => string }
    conflictHint: string
    conflictNobody: string
    conflictSteps: string[]
    locked: string
    nameOnly: string
  }
  contact: string
  details: string
  /** Summary of the fold with advice to read before discussing an account. */
  advice: string
  forAdmin: string
  channel: string
  channels: Record<Channel, string>
  visitorId: string
  customerId: string
  nickname: string
  description: string
  channelName: string
  sent: string
  known: string
  undecryptable: string
  cut: string
  reservedName: string
  encryptedId: string
  notRead: (count: number) => string
  reasons: Record<UndecryptableReason, string>
  panel: { empty: string } & Record<'late' | 'failed', (title: string) => string>
  more: (count: number, title: string) => string
  rowDetails: string
  notShown: (count: number) => string
  moreThan: (count: number) => string
  copy: string
  copied: string
  /** Shown when the browser refuses to copy; the value is selected instead. */
  copyByHand: string
  /** Replaces the reveal button once its token has expired. */
  expired: string
  menu: string
  copyReply: (label: string) => string
  show: string
  hide: string
  /** Label of the list of reasons, and its placeholder. */
  reason: string
  chooseReason: string
  yes: string
  no: string
  none: string
  /** Before a time that has passed. */
  overdue: string
  /** Postgres's `infinity` and `-infinity`. */
  noEnd: string
  noStart: string
  colon: string
  semicolon: string
  requestId: string
  /** Precedes the beginning of the request id. */
  reference: string
  shownAt: string
  reload: string
  badges: Readonly<Record<string, string>>
  problems: Record<Problem, string>
  wholeQuery: string
  parameter: string
  problem: string
  exampleHint: string
  /** `message` says what went wrong, `steps` what the agent does next, `admin` what a server administrator can do. */
  errors: Record<
    ErrorCode,
    { title: string; message: string; steps: readonly string[]; admin?: readonly string[] }
  >
  sameName: string
  /** Steps after a temporary error of a form post, whose address cannot be requested again. */
  postedSteps: readonly string[]
  retry: string
  retriesIn: (seconds: number) => string
}

interface LinkTexts {
  /** Label of the line that names who made the link. */
  label: string
  done: string
  /** Precedes an offer to link. */
  notLinked: (nickname: string | null, customer: string) => string
  byYou: string
  now: string
  by: (source: LinkSource, name: string | null) => string
  kept: (by: string, day: string | null) => string
  link: string
  undo: string
  /** Summary of the fold that asks to confirm, for an older link. */
  undoLater: string
  confirmLink: (visitor: string, customer: string) => string
  confirmUndo: (visitor: string, customer: string) => string
  doLink: string
  doUndo: string
  /** Concurrent changes: the visitor was linked, unlinked or relinked in the meantime. */
  taken: string
  gone: string
  changed: string
}

interface SignInTexts {
  title: string
  lead: string
  button: string
  /** Says that the button opens a window, as the console's pane cannot show the provider. */
  window: string
  /** Summary of the fold for signing in without a pop-up window. */
  noWindow: string
  /** Precedes the address to open in another browser window. */
  openAddress: string
  pasteCode: string
  submit: string
  notices: Record<'code' | 'out', string>
  codeTitle: string
  codeHint: string
  code: string
  codeWarning: string
  newCode: string
  done: string
  /** Steps when the original page is unknown. */
  doneSteps: readonly string[]
  next: string
  signedInAs: string
  signOut: string
}

interface SearchTexts {
  label: string
  hint: string
  button: string
  /** Replaces the label when the page already shows a customer. */
  other: string
  /** Summary of the fold that holds the search box when a customer is shown. */
  notThem: string
  /** Precedes suggestions from the values that the site sent. */
  fromSite: string
  searchFor: (value: string) => string
  title: (count: number) => string
  kinds: Readonly<Record<SearchKind, string>>
  or: string
  by: (kinds: string) => string
  nobody: string
  nobodyHint: string
  /** The search did not run or did not finish. */
  refused: Record<'short' | 'late' | 'failed', { heading: string; hint: string }>
  mayBeMore: string
  askDetail: string
  open: string
  openNamed: (name: string) => string
  /** A count with its label as a phrase; null if the label stays in front. */
  counted: (count: string, label: string) => string | null
  /** Steps for an unknown visitor when search is available. */
  steps: readonly string[]
  /** Heading of candidates that only the site names. */
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
