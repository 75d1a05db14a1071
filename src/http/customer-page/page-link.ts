import type { Linker, LinkSource } from '../../customer/link.ts'
import type { Profile } from '../../customer/profile.ts'
import { isAllowed, type Roles } from '../../customer/query-file/roles.ts'
import type { LinkState } from '../../page/model/link-model.ts'
import type { PageRequest } from './page-request.ts'
import type { SealedPage } from './page-seal.ts'
import { LINK_PATH, UNLINK_PATH } from './paths.ts'

/** @param roles of the agent */
export function toLinkForm(
  linker: Linker | null,
  { opened, linked, isKnown }: PageRequest,
  { customerId, link }: Pick<Profile, 'customerId' | 'link'>,
  roles: Roles,
): SealedPage['link'] {
  if (!linker || customerId === null) return null
  const isPermitted = (form: 'link' | 'unlink') => isAllowed(linker.restrictions[form]?.roles, roles)
  const undo = (source: LinkSource) =>
    linker.canUnlink && isPermitted('unlink') ? ({ form: 'unlink', source } as const) : null
  if (linked) return linked.isUndoable ? undo(linked.source) : null
  // If the visitor is already linked to somebody else, the answer could only be 409.
  if (opened) return isKnown || !isPermitted('link') ? null : { form: 'link', source: 'agent' }
  return link && undo(link.source)
}

export function toLinkState(
  base: string,
  { opened, linked }: PageRequest,
  { customerId, link }: Pick<Profile, 'customerId' | 'link'>,
  { link: offeredForm, sealPage }: { link: SealedPage['link']; sealPage: () => string },
): LinkState | null {
  if (customerId === null) return null
  const action = base + (offeredForm?.form === 'link' ? LINK_PATH : UNLINK_PATH)
  const form = offeredForm && { action, page: sealPage() }
  if (linked) return { kind: 'new', form }
  if (opened) return form && { kind: 'offered', form }
  return link && { ...link, kind: 'kept', form }
}
