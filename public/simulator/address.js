import { CHANNEL_TEXTS, isAdded, toAdded } from './conversations.js'
import { find } from './dom.js'

/*
 * The settings are kept in the address's fragment, which is not sent to the server. They survive a reload, and a case can
 * be shared as a link.
 */

const FIELDS = ['client', 'mode', 'lang']
const CHECKS = ['vas', 'configuredUrlHasQuery']

export const readAddress = () => new URLSearchParams(location.hash.slice(1))

/** Applies an address's settings to the form. Unknown values are ignored. */
export function applySettings(address) {
  const { elements } = find('#settings')
  for (const name of FIELDS) {
    const isOffered = [...elements[name].options].some(({ value }) => value === address.get(name))
    if (isOffered) elements[name].value = address.get(name)
  }
  for (const name of CHECKS) elements[name].checked = address.get(name) === 'on'
}

/** Returns the visitors that the developer added. Invalid entries are ignored. */
export function readAdded(address) {
  return address.getAll('visitor').flatMap((text) => {
    const [channel, visitorImId, nickname] = text.split('/').map(decode)
    const isVisitor = visitorImId && Object.keys(CHANNEL_TEXTS).includes(channel)
    return isVisitor ? [toAdded({ channel, visitorImId, ...(nickname ? { nickname } : {}) })] : []
  })
}

function decode(text) {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}

/** @param pane the pane's settings by name; empty ones are left out */
export function writeAddress({ conversations, current, pane }) {
  const { elements } = find('#settings')
  const address = new URLSearchParams()
  if (current) address.set('conversation', current.id)
  for (const name of FIELDS) address.set(name, elements[name].value)
  for (const name of CHECKS) if (elements[name].checked) address.set(name, 'on')
  for (const [name, value] of Object.entries(pane)) if (value) address.set(name, value)
  if (current?.sentExt) {
    address.set('ext', current.sentExt)
    address.set('signedInAs', current.signedInAs)
  }
  for (const { visitor } of conversations.filter(isAdded)) {
    const parts = [visitor.channel, visitor.visitorImId, visitor.nickname ?? '']
    address.append('visitor', parts.map(encodeURIComponent).join('/'))
  }
  history.replaceState(null, '', `#${address}`)
}
