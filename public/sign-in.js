/*
 * Passes the code from the sign-in window to the pane that opened it, and opens the other panes that wait for a session.
 * Messages are sent to, and accepted from, this origin only. Without this script, the agent copies the code.
 */
const RESPONSE_MS = 1000
const main = document.querySelector('main')
const { pane, session: sessionStep } = main.dataset
const session = document.getElementById('session')
const ownCode = document.getElementById('pane-code')

function onOwnMessage(handle) {
  addEventListener('message', ({ origin, data, source }) => {
    if (origin === location.origin && typeof data === 'object' && data !== null) handle(data, source)
  })
}

function receiveCode() {
  const link = document.getElementById('sign-in')
  link?.addEventListener('click', (event) => {
    event.preventDefault()
    const opened = window.open(link.href, 'crm-sign-in', 'popup,width=480,height=640')
    if (!opened) document.querySelector('details').open = true
  })
  onOwnMessage(({ code, pane: other }, source) => {
    if (typeof code !== 'string') return
    // The pane was reloaded, for example for another conversation: the window requests a code for the new page.
    if (other !== pane) {
      source.postMessage({ pane }, location.origin)
      return
    }
    source.postMessage({ isTaken: true }, location.origin)
    session.elements.code.value = code
    session.submit()
  })
}

/** Shows the code if the opener does not respond: it may be missing, disconnected by the provider, or another page. */
function sendCode() {
  if (!opener) return
  main.hidden = true
  const show = setTimeout(() => (main.hidden = false), RESPONSE_MS)
  onOwnMessage(({ isTaken, pane: other }) => {
    clearTimeout(show)
    if (isTaken) close()
    else if (typeof other === 'string') location.replace(toAddressFor(other))
  })
  opener.postMessage({ code: ownCode.value, pane }, location.origin)
}

function toAddressFor(other) {
  const address = new URL(document.querySelector('main a').href)
  address.searchParams.set('pane', other)
  return address
}

/** A pane of another console has no session after its reload either, and asks again. */
function shareSession() {
  const panes = new BroadcastChannel('crm-session')
  if (sessionStep === 'begun') panes.postMessage(null)
  else panes.addEventListener('message', () => location.reload())
}

if (session) receiveCode()
if (ownCode) sendCode()
// Last, as browsers that deny storage throw.
if (sessionStep && 'BroadcastChannel' in window) shareSession()
