/*
 * Comfort, and nothing else: a button beside each value that may be copied, and masked values shown in their place.
 * Without this script the page lacks the buttons, and "show" is a page of its own.
 */
const SAID_MS = 1500
const { content: copyTemplate } = document.getElementById('copy-button')
const announcement = document.querySelector('[role=status]')
let silence

/** Says a word to those who listen, also when it is the same as before. */
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

/** The clipboard is refused inside another site's frame that does not grant it; selecting and copying is not. */
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

/** The heading of a table's cell. */
function headOf(cell) {
  return cell.closest('table').querySelectorAll('th')[cell.cellIndex]
}

/** Shows and masks a value where it stands. Whatever goes wrong, there is still the page that the link leads to. */
function revealInPlace(link) {
  const value = link.parentElement.querySelector('bdi')
  const masked = value.textContent
  const show = link.textContent
  const { hide, copyable } = link.dataset
  const cell = link.closest('td')
  const label = (cell ? headOf(cell) : link.closest('div')?.querySelector('dt'))?.textContent ?? ''
  const button = document.createElement('button')
  let isShown = false
  let isAsked = false
  let copyButton = null

  function setText(text, action) {
    value.textContent = text
    button.textContent = action
    if (label) button.setAttribute('aria-label', `${action} ${label}`)
  }

  button.type = 'button'
  button.className = 'reveal'
  setText(masked, show)
  link.replaceWith(button)
  button.addEventListener('click', async () => {
    if (isShown) {
      isShown = false
      copyButton?.remove()
      setText(masked, show)
      return
    }
    if (isAsked) return
    isAsked = true
    try {
      const answer = await fetch(link.href, { headers: { Accept: 'application/json' } })
      if (answer.status === 404) {
        // Too old, or no longer what it was: the page knows better by now.
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
      location.assign(link.href)
    }
    isAsked = false
  })
}

for (const element of document.querySelectorAll('[data-copy]')) addCopyButton(element)
for (const link of document.querySelectorAll('a.reveal[data-hide]')) revealInPlace(link)
