/** DOM helpers. Text is never parsed as markup, as it may come from a visitor. */

export const find = (selector) => document.querySelector(selector)

/** Creates an element. Properties whose names contain a dash are set as attributes. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes('-')) element.setAttribute(name, value)
    else element[name] = value
  }
  element.append(...children.filter((child) => child !== null))
  return element
}

/** Creates a table. Cells are text or elements. */
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
 * Sets up tabs that can be operated by arrow keys. Several tabs may share a panel.
 *
 * @param onSelect receives the selected tab
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

/** Sends a request to the server, which has the key. Returns the JSON response; null on failure. */
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
