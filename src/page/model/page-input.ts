import type { Profile } from '../../customer/profile.ts'
import type { Roles } from '../../customer/query-file/roles.ts'
import type { Identity } from '../../identity/identity.ts'
import type { Visit } from '../../visit/read-visit.ts'
import type { Reveal } from '../redaction/reveal.ts'
import type { LinkState } from './link-model.ts'
import type { PageLinks } from './page-links.ts'
import type { SearchAnswer } from './search-model.ts'

/** What a page is made of. */
export interface PageInput {
  visit: Visit
  profile: Profile
  identity: Identity
  requestId: string
  /** When it is made, in milliseconds since 1970. */
  now: number
  reveal: Reveal
  /** Of the agent. */
  roles: Roles
  isPosted: boolean
  links: PageLinks
  /** What came of a search; null where nothing was searched for. */
  answer: SearchAnswer | null
  /** The customers are whom the site takes an unknown visitor for. */
  isClaim: boolean
  /** The visitor's id finds somebody, whoever is on this page. */
  isKnown: boolean
  link: LinkState | null
  /** Nothing was linked, or undone, because somebody was quicker. */
  notice: 'taken' | 'gone' | 'changed' | null
  /** Custom parameters that found no room in the address. */
  dropped: number
  /** Who has signed in, and where a form ends that; null where nobody has to. */
  agent: { name: string; signOut: string } | null
}
