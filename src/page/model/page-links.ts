/** Where a candidate was named. */
type OpenedFrom = 'search' | 'candidate' | 'claim'

/** Where a page leads to. All of it is sealed: no address says who is meant, or what was typed. */
export interface PageLinks {
  /** The form of the search; null where nothing can be searched. */
  search: { action: string; page: string } | null
  /** The address of a candidate's page; null where nobody can be opened. */
  open: ((customerId: string, from: OpenedFrom) => string) | null
  /** The visitor's own page again, behind a search or an opened customer. */
  visitor: () => string
}
