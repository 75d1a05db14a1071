import type { PageRequest } from '../../src/http/customer-page/page-request.ts'
import { NO_IDENTITY } from '../../src/identity/identity.ts'

/** A page that nobody has proved, opened, linked or known. */
export const PAGE_REQUEST: PageRequest = {
  target: '/',
  dropped: 0,
  identity: NO_IDENTITY,
  opened: null,
  linked: null,
  isKnown: false,
}
