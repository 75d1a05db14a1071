/*
 * Comfort only: a button beside each value that may be copied, masked values shown in their place, and how old the page
 * is. Without it "show" sends a form whose answer is a page.
 */
const SAID_MS = 1500
/** A value that is shown is masked again after a minute, and the page says its age after five. */
const [SHOWN_MS, OLD_MS] = [60_000, 300_000]

const texts = document.getElementById('texts').content
const announcement = document.querySelector('[role=status]')
let silence

/** Says a word to those who listen, the same one again too. */
function say(word) {
  announcement.textContent = ''
  clearTimeout(silence)
  requestAnimationFrame(() => (announcement.textContent = word))
  silence = setTimeout(() => (announcement.textContent = ''), SAID_MS)
}

function addCopyButton(element) {
  const button = texts.querySelector('.copy').cloneNode(true)
  // An empty mark means the text as it is shown.
  const text = element.dataset.copy || (element.querySelector('bdi') ?? element).textContent.trim()
  let fade
  button.setAttribute('aria-label', `${button.getAttribute('aria-label')} ${text}`)
  button.addEventListener('click', async () => {
    if (!(await copy(text, button))) return
    button.classList.add('done')
    button.focus()
    say(button.querySelector('.said').textContent)
    clearTimeout(fade)
    fade = setTimeout(() => button.classList.remove('done'), SAID_MS)
  })
  element.after(button)
  return button
}

/** Another site's frame may be refused the clipboard, and not selecting and copying. If that is refused, too, it is left to the keys. */
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
    say(hint.data)
    field.addEventListener('blur', () => box.remove())
    field.addEventListener('keyup', ({ key }) => {
      if (key === 'c' || key === 'Escape') button.focus()
    })
    return false
  }
}

/** The address of a form's answer is no page: there the page's own form asks for it again. */
function reload() {
  const button = document.querySelector('footer [form=reveal]')
  if (button) button.click()
  else location.reload()
}

const form = document.getElementById('reveal')

/** Shows and masks a value where it stands; if that fails, on the form's page. */
function revealInPlace(button) {
  const value = button.parentElement.querySelector('bdi')
  const masked = value.textContent
  const show = button.textContent
  const { hide, copyable } = button.dataset
  const label = button.closest('div')?.querySelector('dt, b')?.textContent.trim() ?? ''
  let isAsked, copyButton, timer
  /** What another click does; undefined where the value is masked. */
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
    say(text)
    copyButton = copyable === undefined ? null : addCopyButton(value)
    hideAgain = mask
    timer = setTimeout(mask, SHOWN_MS)
  }

  /** Too old, or changed: the page knows better by now. */
  function expire() {
    const { textContent } = texts.querySelector('.expired')
    setText(masked, textContent)
    say(textContent)
    hideAgain = reload
  }

  async function ask() {
    // A reason may have to be chosen first.
    if (!form.reportValidity()) return
    const body = new URLSearchParams(new FormData(form))
    body.set(button.name, button.value)
    const answer = await fetch(form.action, { method: 'POST', headers: { Accept: 'application/json' }, body })
    const { value: text, href } = await answer.json()
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
    if (isAsked) return
    isAsked = true
    button.setAttribute('aria-busy', 'true')
    await ask().catch(() => {
      button.removeEventListener('click', toggle)
      button.click()
    })
    button.removeAttribute('aria-busy')
    isAsked = false
  }

  setText(masked, show)
  button.addEventListener('click', toggle)
}

/** Of a fold that stays as it is when the page is loaded again: its place in its section. */
function keyOf(fold) {
  const section = fold.closest('[data-panel], [data-section]')
  const { panel, section: name } = section?.dataset ?? {}
  return `${panel ?? name} ${Array.prototype.indexOf.call((section ?? document).querySelectorAll('details'), fold)}`
}

/** Kept in the entry of the session's history, which is this page's alone: nothing is stored. */
function keepFolds() {
  const open = Array.from(document.querySelectorAll('details[open]:not(.menu)'), keyOf)
  history.replaceState({ open }, '')
}

/** Says how old the page is, when it is. */
function showAge() {
  const minutes = Math.floor((Date.now() - loadedAt) / 60_000)
  if (minutes < OLD_MS / 60_000) return
  if (!age.classList.contains('old')) say(`${clock} ${ages.format(-minutes, 'minute')}`)
  age.classList.add('old')
  age.textContent = `${clock} (${ages.format(-minutes, 'minute')})`
}

for (const element of document.querySelectorAll('[data-copy]')) addCopyButton(element)
for (const button of document.querySelectorAll('button.reveal[data-hide]')) revealInPlace(button)

const unfolded = history.state?.open ?? []
for (const fold of document.querySelectorAll('details')) if (unfolded.includes(keyOf(fold))) fold.open = true
document.addEventListener('toggle', keepFolds, true)
document.addEventListener('click', (event) => {
  if (!event.target.closest('a[data-reload]')) return
  event.preventDefault()
  reload()
})

const age = document.querySelector('#age time')
const clock = age?.textContent
const loadedAt = Date.now()
const ages = new Intl.RelativeTimeFormat(document.documentElement.lang, { style: 'narrow' })
if (age) {
  setInterval(showAge, 30_000)
  document.addEventListener('visibilitychange', showAge)
}
