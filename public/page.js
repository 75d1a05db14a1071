/*
 * Adds a button beside each value that may be copied. Without this script the page lacks the buttons and nothing else.
 */
const { copyLabel, copiedLabel } = document.currentScript.dataset
const SHOWN_MS = 1500

const status = document.createElement('p')
status.className = 'announcement'
status.setAttribute('role', 'status')
document.body.append(status)

for (const value of document.querySelectorAll('[data-copy]')) {
  // An empty mark means the text as it is shown.
  const text = value.dataset.copy || (value.querySelector('bdi') ?? value).textContent.trim()
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'copy'
  button.textContent = copyLabel
  button.setAttribute('aria-label', `${copyLabel} ${text}`)
  button.addEventListener('click', async () => {
    if (!(await copy(text))) return
    button.textContent = copiedLabel
    status.textContent = copiedLabel
    button.focus()
    setTimeout(() => {
      button.textContent = copyLabel
      status.textContent = ''
    }, SHOWN_MS)
  })
  value.after(' ', button)
}

/** The clipboard is refused inside another site's frame that does not grant it; selecting and copying is not. */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const field = document.createElement('textarea')
    field.value = text
    field.className = 'announcement'
    field.readOnly = true
    document.body.append(field)
    field.select()
    const done = document.execCommand('copy')
    field.remove()
    return done
  }
}
