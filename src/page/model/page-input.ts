import type { Profile } from '../../customer/profile.ts'
import type { Roles } from '../../customer/query-file/roles.ts'
import type { Identity } from '../../identity/identity.ts'
import type { Visit } from '../../visit/read-visit.ts'
import type { Reveal } from '../redaction/reveal.ts'
import type { LinkState } from './link-model.ts'
import type { PageLinks } from './page-links.ts'
import type { SearchAnswer } from './search-model.ts'

export interface PageInput {
  visit: Visit
  profile: Profile
  identity: Identity
  requestId: string
  /** In milliseconds since 1970. */
  now: number
  reveal: Reveal
  roles: Roles
  isPosted: boolean
  links: PageLinks
  answer: SearchAnswer | null
  /** The customers are those that the site names for an unknown visitor. */
  isClaim: boolean
  /** The visitor's id finds a customer, whether or not the page shows that customer. */
  isKnown: boolean
  link: LinkState | null
  /** Why a link or its removal was not carried out: the data had changed in the meantime. */
  notice: 'taken' | 'gone' | 'changed' | null
  /** The number of custom parameters dropped because the address was too long. */
  dropped: number
  /** The signed-in agent, and the action of the sign-out form; null if sign-in is not configured. */
  agent: { name: string; signOut: string } | null
}
