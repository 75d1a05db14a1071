import { CHANNEL_TEXTS, isAdded, toAdded } from './conversations.js'
import { find } from './dom.js'

/*
 * What the developer has chosen stands in the address behind `#`, which no server sees: a reload keeps it, and a case can
 * be sent to somebody else.
 */

const FIELDS = ['client', 'mode', 'lang']
const CHECKS = ['vas', 'configuredUrlHasQuery']

export const readAddress = () => new URLSearchParams(location.hash.slice(1))

/** Sets the form to what an address says. A value that is not offered changes nothing. */
export function applySettings(address) {
  const { elements } = find('#settings')
  for (const name of FIELDS) {
    const isOffered = [...elements[name].options].some(({ value }) => value === address.get(name))
    if (isOffered) elements[name].value = address.get(name)
  }
  for (const name of CHECKS) elements[name].checked = address.get(name) === 'on'
}

/** The visitors whom the developer has added. An address that somebody changed by hand names nobody, and breaks nothing. */
export function readAdded(address) {
  return address.getAll('visitor').flatMap((text) => {
    const [channel, visitorImId, nickname] = text.split('/').map(decode)
    const isVisitor = visitorImId && Object.hasOwn(CHANNEL_TEXTS, channel)
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

/** @param pane what is chosen at the pane, by name; what is empty is left out */
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
