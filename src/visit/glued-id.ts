import { HEX_BLOCKS } from './des.ts'
import { NULL_TEXT } from './text.ts'

/** Known shapes of accounts that customers write to: WeChat's, and the vendor's own channels. */
const ACCOUNT = /^(gh_\w+|kefuchannelimid_\d+)$/
/** Maximum length of an encrypted id and `to` together. Longer ones are rejected anyway. */
const MAX_GLUED = 2000

/**
 * Splits an id from a `to=` without `&` before it. Ids and Base64 may contain "to=", too, so it needs evidence: the
 * same `serviceNumber`, or without one (null) a value that only `to` can have.
 */
export function splitGluedId(
  value: string,
  serviceNumber: string | null,
  encrypted: boolean,
): { id: string; to: string } | null {
  const at = serviceNumber === null ? value.lastIndexOf('to=') : value.length - `to=${serviceNumber}`.length
  if (at < 1 || value.length > MAX_GLUED || !value.startsWith('to=', at)) return null
  const id = value.slice(0, at)
  const to = value.slice(at + 'to='.length)
  const isConfirmed =
    serviceNumber === null
      ? to === NULL_TEXT || to === id || ACCOUNT.test(to) || (encrypted && HEX_BLOCKS.test(to))
      : to === serviceNumber
  return isConfirmed ? { id, to } : null
}
