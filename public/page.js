/*
 * Progressive enhancement: copy buttons, revealing masked values in place, and the page's age. Without it, "Show" posts a
 * form.
 */
const MESSAGE_MS = 1500
/** Revealed values are masked again after a minute; the page shows its age after five. */
const [REVEALED_MS, OLD_MS] = [60_000, 300_000]

const texts = document.getElementById('texts').content
const announcement = document.querySelector('[role=status]')
let clearing

/** Announces a text to screen readers, even if it is the same as before. */
function announce(word) {
  announcement.textContent = ''
  clearTimeout(clearing)
  requestAnimationFrame(() => (announcement.textContent = word))
  clearing = setTimeout(() => (announcement.textContent = ''), MESSAGE_MS)
}

function addCopyButton(element) {
  const button = texts.querySelector('.copy').cloneNode(true)
  // An empty attribute stands for the displayed text.
  const text = element.dataset.copy || (element.querySelector('bdi') ?? element).textContent.trim()
  let fade
  button.setAttribute('aria-label', `${button.getAttribute('aria-label')} ${text}`)
  button.addEventListener('click', async () => {
    if (!(await copy(text, button))) return
    button.classList.add('done')
    button.focus()
    announce(button.querySelector('.said').textContent)
    clearTimeout(fade)
    fade = setTimeout(() => button.classList.remove('done'), MESSAGE_MS)
  })
  element.after(button)
  return button
}

/** Cross-origin frames may lack clipboard access: falls back to execCommand, and then to copying by keyboard. */
async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const box = texts.querySelector('.by-hand').cloneNode(true)
    const field = box.querySelector('textarea')
    field.value = text
    document.body.append(box)
    field.select()
    if (document.execCommand('copy')) {
      box.remove()
      return true
    }
    const hint = box.firstChild
    if (/Mac|iP/.test(navigator.platform)) hint.data = hint.data.replace('Ctrl+', '⌘')
    announce(hint.data)
    field.addEventListener('blur', () => box.remove())
    field.addEventListener('keyup', ({ key }) => {
      if (key === 'c' || key === 'Escape') button.focus()
    })
    return false
  }
}

/** The response to a form post cannot be reloaded: the page's own form requests it again. */
function reload() {
  const button = document.querySelector('footer [form=reveal]')
  if (button) button.click()
  else location.reload()
}

const form = document.getElementById('reveal')

/** Reveals and masks a value in place; falls back to posting the form. */
function revealInPlace(button) {
  const value = button.parentElement.querySelector('bdi')
  const masked = value.textContent
  const show = button.textContent
  const { hide, copyable } = button.dataset
  const label = button.closest('div')?.querySelector('dt, b')?.textContent.trim() ?? ''
  let isPending, copyButton, timer
  /** The action of the next click; undefined while the value is masked. */
  let hideAgain

  function setText(content, action) {
    value.replaceChildren(content)
    button.textContent = action
    if (label) button.setAttribute('aria-label', `${action} ${label}`)
  }

  function mask() {
    clearTimeout(timer)
    const { activeElement } = document
    const hadFocus = activeElement === copyButton || value.contains(activeElement)
    copyButton?.remove()
    setText(masked, show)
    hideAgain = undefined
    if (hadFocus) button.focus()
  }

  function reveal(text, href) {
    const link = document.createElement('a')
    link.textContent = text
    if (href) link.href = href
    setText(href ? link : text, hide)
    announce(text)
    copyButton = copyable === undefined ? null : addCopyButton(value)
    hideAgain = mask
    timer = setTimeout(mask, REVEALED_MS)
  }

  /** The token is too old, or the value has changed. */
  function expire() {
    const { textContent } = texts.querySelector('.expired')
    setText(masked, textContent)
    announce(textContent)
    hideAgain = reload
  }

  async function ask() {
    // A reason may be required.
    if (!form.reportValidity()) return
    const body = new URLSearchParams(new FormData(form))
    body.set(button.name, button.value)
    const answer = await fetch(form.action, { method: 'POST', headers: { Accept: 'application/json' }, body })
    const { text, href } = await answer.json()
    if (answer.status === 404) expire()
    else if (answer.ok && typeof text === 'string') reveal(text, href)
    else throw new Error('not shown')
  }

  async function toggle(event) {
    event.preventDefault()
    if (hideAgain) {
      hideAgain()
      return
    }
    if (isPending) return
    isPending = true
    button.setAttribute('aria-busy', 'true')
    await ask().catch(() => {
      button.removeEventListener('click', toggle)
      button.click()
    })
    button.removeAttribute('aria-busy')
    isPending = false
  }

  setText(masked, show)
  button.addEventListener('click', toggle)
}

/** Identifies a fold by its section and position, so that it stays open across reloads. */
function keyOf(fold) {
  const section = fold.closest('[data-panel], [data-section]')
  const { panel, section: name } = section?.dataset ?? {}
  return `${panel ?? name} ${Array.prototype.indexOf.call((section ?? document).querySelectorAll('details'), fold)}`
}

const openFolds = () => Array.from(document.querySelectorAll('details[open]:not(.menu)'), keyOf)

/** Uses this page's history entry, as nothing may be stored. */
function keepFolds() {
  history.replaceState({ open: openFolds() }, '')
}

/** The response to a form post is a new history entry. The fragment reaches it, but not the server. */
function passFolds() {
  const passed = new URLSearchParams(openFolds().map((key) => ['open', key]))
  passed.set('y', window.scrollY)
  form.action = `${form.action.split('#')[0]}#${passed}`
}

function showAge() {
  const minutes = Math.floor((Date.now() - loadedAt) / 60_000)
  if (minutes < OLD_MS / 60_000) return
  if (!age.classList.contains('old')) announce(`${clock} ${ages.format(-minutes, 'minute')}`)
  age.classList.add('old')
  age.textContent = `${clock} (${ages.format(-minutes, 'minute')})`
}

for (const element of document.querySelectorAll('[data-copy]')) addCopyButton(element)
for (const button of document.querySelectorAll('button.reveal[data-hide]')) revealInPlace(button)

const passed = new URLSearchParams(location.hash.slice(1))
const unfolded = history.state?.open ?? passed.getAll('open')
for (const fold of document.querySelectorAll('details')) if (unfolded.includes(keyOf(fold))) fold.open = true
if (passed.has('y')) {
  window.scrollTo(0, passed.get('y'))
  history.replaceState({ open: unfolded }, '', location.pathname + location.search)
}
form?.addEventListener('submit', passFolds)
document.addEventListener('toggle', keepFolds, true)
document.addEventListener('click', (event) => {
  if (!event.target.closest('a[data-reload]')) return
  event.preventDefault()
  reload()
})

// The second click of a double click would send a form twice, and show the answer to the second.
document.addEventListener('click', (event) => {
  if (event.detail > 1 && event.target.closest('button')) event.preventDefault()
})

const age = document.querySelector('#age time')
const clock = age?.textContent
const loadedAt = Date.now()
const ages = new Intl.RelativeTimeFormat(document.documentElement.lang, { style: 'narrow' })
if (age) {
  setInterval(showAge, 30_000)
  document.addEventListener('visibilitychange', showAge)
}
