/*
 * Comfort only: a button beside each value that may be copied, and masked values shown in their place. Without it "show"
 * sends a form whose answer is a page.
 */
const SAID_MS = 1500
const { content: copyTemplate } = document.getElementById('copy-button')
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
  const button = copyTemplate.cloneNode(true).firstElementChild
  // An empty mark means the text as it is shown.
  const text = element.dataset.copy || (element.querySelector('bdi') ?? element).textContent.trim()
  let fade
  button.setAttribute('aria-label', `${button.getAttribute('aria-label')} ${text}`)
  button.addEventListener('click', async () => {
    if (!(await copy(text))) return
    button.classList.add('done')
    button.focus()
    say(button.querySelector('.said').textContent)
    clearTimeout(fade)
    fade = setTimeout(() => button.classList.remove('done'), SAID_MS)
  })
  element.after(button)
  return button
}

/** Another site's frame may be refused the clipboard, and not selecting and copying. */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const field = document.createElement('textarea')
    field.value = text
    field.className = 'visually-hidden'
    field.readOnly = true
    document.body.append(field)
    field.select()
    const done = document.execCommand('copy')
    field.remove()
    return done
  }
}

const form = document.getElementById('reveal')

/** Shows and masks a value where it stands; if that fails, on the form's page. */
function revealInPlace(button) {
  const value = button.parentElement.querySelector('bdi')
  const masked = value.textContent
  const show = button.textContent
  const { hide, copyable } = button.dataset
  const label = button.closest('div')?.querySelector('dt, .label')?.textContent ?? ''
  let isShown, isAsked, copyButton

  function setText(text, action) {
    value.textContent = text
    button.textContent = action
    if (label) button.setAttribute('aria-label', `${action} ${label}`)
  }

  setText(masked, show)
  button.addEventListener('click', async (event) => {
    event.preventDefault()
    if (isShown) {
      isShown = false
      copyButton?.remove()
      setText(masked, show)
      return
    }
    if (isAsked) return
    isAsked = true
    try {
      const body = new URLSearchParams(new FormData(form, button))
      const answer = await fetch(form.action, {
        method: 'POST',
        headers: { Accept: 'application/json' },
        body,
      })
      // Too old, or changed: the page knows better by now.
      if (answer.status === 404 && location.href !== form.action) {
        location.reload()
        return
      }
      const { value: text } = await answer.json()
      if (!answer.ok || typeof text !== 'string') throw new Error('not shown')
      setText(text, hide)
      say(text)
      copyButton = copyable === undefined ? null : addCopyButton(value)
      isShown = true
    } catch {
      form.requestSubmit(button)
    }
    isAsked = false
  })
}

for (const element of document.querySelectorAll('[data-copy]')) addCopyButton(element)
for (const button of document.querySelectorAll('button.reveal[data-hide]')) revealInPlace(button)
