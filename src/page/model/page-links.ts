export type OpenedFrom = 'search' | 'candidate' | 'claim'

/** Their targets are sealed, so that no address reveals a customer or what was typed. */
export interface PageLinks {
  /** Null if search is not available. */
  search: { action: string; page: string } | null
  /** Returns the address of a candidate's page; null if candidates cannot be opened. */
  open: ((customerId: string, from: OpenedFrom) => string) | null
  /** To go back from a search or an opened customer. */
  visitor: () => string
}
