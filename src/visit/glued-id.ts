import { NULL_TEXT } from './text.ts'

/** Accounts that customers write to, by their known shapes: WeChat's, and the vendor's own channels. */
const ACCOUNT = /^(gh_\w+|kefuchannelimid_\d+)$/
/** Characters of an id and of `to`, encrypted. Longer ones are refused anyway. */
const MAX_GLUED = 2000
const HEX_BLOCKS = /^([0-9a-f]{16})+$/i

/**
 * Where an id ends and the glued `to=` begins. An id may itself hold "to=", and so may Base64, so there must be a
 * proof: the app sends the value of `to` once more as `serviceNumber` (encrypted alike); or, without that, the value
 * is `(null)`, the id itself, an account by its shape, or, when everything is encrypted, hex in whole blocks.
 *
 * @param serviceNumber null where it is not sent
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
  const isProven =
    serviceNumber === null
      ? to === NULL_TEXT || to === id || ACCOUNT.test(to) || (encrypted && HEX_BLOCKS.test(to))
      : to === serviceNumber
  return isProven ? { id, to } : null
}
