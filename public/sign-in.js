/*
 * The pane and the window that it opens to sign in, which has its code for it. All that passes between them is of this
 * origin: nobody else gets it, and from nobody else is it taken. Without it the code is copied by hand.
 */
const ANSWERED_MS = 1000
const main = document.querySelector('main')
const { pane } = main.dataset
const session = document.getElementById('session')
const ownCode = document.getElementById('pane-code')

function onOwnMessage(handle) {
  addEventListener('message', ({ origin, data, source }) => {
    if (origin === location.origin && typeof data === 'object' && data !== null) handle(data, source)
  })
}

/** In the pane. */
function waitForCode() {
  const link = document.getElementById('sign-in')
  link?.addEventListener('click', (event) => {
    event.preventDefault()
    const opened = window.open(link.href, 'crm-sign-in', 'popup,width=480,height=640')
    if (!opened) document.querySelector('details').open = true
  })
  onOwnMessage(({ code, pane: other }, source) => {
    if (typeof code !== 'string') return
    // The conversation has changed meanwhile: the window asks for a code for this page.
    if (other !== pane) {
      source.postMessage({ pane }, location.origin)
      return
    }
    source.postMessage({ isTaken: true }, location.origin)
    session.elements.code.value = code
    session.submit()
  })
}

/** In the window. A provider may have cut it off from its opener, or somebody else may be that. */
function handCodeOver() {
  if (!opener) return
  main.hidden = true
  const show = setTimeout(() => (main.hidden = false), ANSWERED_MS)
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

if (session) waitForCode()
if (ownCode) handCodeOver()
