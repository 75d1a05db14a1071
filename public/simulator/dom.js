/** Small helpers. Text is only ever set as text: nothing that a visitor writes becomes markup. */

export const find = (selector) => document.querySelector(selector)

/** Makes an element; a property that is an attribute's name with a dash is set as one. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes('-')) element.setAttribute(name, value)
    else element[name] = value
  }
  element.append(...children.filter((child) => child !== null))
  return element
}

/** A table with a head; a cell is text, or an element. */
export function makeTable(labels, rows) {
  const cells = (tag, texts) => texts.map((text) => make(tag, tag === 'th' ? { scope: 'col' } : {}, text))
  return make(
    'div',
    { className: 'scroll' },
    make(
      'table',
      {},
      make('thead', {}, make('tr', {}, ...cells('th', labels))),
      make('tbody', {}, ...rows.map((row) => make('tr', {}, ...cells('td', row)))),
    ),
  )
}

export const code = (text) => make('code', {}, text)

/**
 * Tabs as a keyboard expects them: arrows move between them. Several may be of one panel.
 *
 * @param onSelect is told of the tab that is chosen
 */
export function setUpTabs(list, onSelect = () => undefined) {
  const tabs = [...list.querySelectorAll('[role=tab]')]
  const panelOf = (tab) => document.getElementById(tab.getAttribute('aria-controls'))
  function mark(chosen) {
    for (const tab of tabs) {
      const isChosen = tab === chosen
      tab.setAttribute('aria-selected', String(isChosen))
      tab.tabIndex = isChosen ? 0 : -1
      panelOf(tab).hidden = panelOf(tab) !== panelOf(chosen)
    }
    panelOf(chosen).setAttribute('aria-labelledby', chosen.id)
  }
  function select(chosen) {
    mark(chosen)
    onSelect(chosen)
  }
  for (const [at, tab] of tabs.entries()) {
    tab.addEventListener('click', () => select(tab))
    tab.addEventListener('keydown', ({ key }) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[key]
      if (step === undefined) return
      const next = tabs[(at + step + tabs.length) % tabs.length]
      select(next)
      next.focus()
    })
  }
  mark(tabs.find((tab) => tab.getAttribute('aria-selected') === 'true') ?? tabs[0])
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    const field = make('textarea', { value: text, className: 'hidden' })
    document.body.append(field)
    field.select()
    document.execCommand('copy')
    field.remove()
  }
}

/** Asks the server, which has the key. Returns the JSON of the answer, or null when there is none. */
export async function ask(name, body) {
  try {
    const answer = await fetch(`simulator/${name}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return await answer.json()
  } catch {
    return null
  }
}
