import type { Linker } from '../../customer/link.ts'
import type { Profile } from '../../customer/profile.ts'
import type { LinkState } from '../../page/model/link-model.ts'
import type { ProvedLinker } from '../../customer/proved-linker.ts'
import { LINK_PATH, UNLINK_PATH, type LinkSeals } from './link-form.ts'
import type { PageRequest } from './page-request.ts'

export interface PageLinkOptions {
  /** Null where nobody can be linked. */
  linker: Linker | null
  seals: LinkSeals
  /** Links proved customers by itself; null where that is off. */
  proved: ProvedLinker | null
}

/** What a page says of the link between its visitor and its customer, with the form that changes it. */
export type PageLink = (base: string, request: PageRequest, profile: Profile) => LinkState | null

export function createPageLink({ linker, seals }: Pick<PageLinkOptions, 'linker' | 'seals'>): PageLink {
  return (base, request, { customerId, link }) => {
    if (customerId === null) return null
    const { opened, linked } = request
    const plain: PageRequest = { ...request, opened: null, linked: null }
    const undo = (source: 'agent' | 'proof') =>
      linker?.canUnlink
        ? { action: base + UNLINK_PATH, page: seals.unlink.seal({ request: plain, customerId, source }) }
        : null
    if (linked) return { kind: 'new', form: linked.isUndoable ? undo(linked.source) : null }
    if (opened) {
      // Linked to somebody else already, the answer could only be 409.
      if (!linker || request.isKnown) return null
      const page = seals.link.seal({ request, customerId, source: 'agent' })
      return { kind: 'offered', form: { action: base + LINK_PATH, page } }
    }
    return link && { ...link, kind: 'kept', form: undo(link.source) }
  }
}
