import { find, make } from './dom.js'

const { elements } = find('#settings')

/** Lists the clients by their names in the simulator's language, and keeps the selection. */
export function offerClients(clients, texts) {
  const chosen = elements.client.value || clients[0].id
  elements.client.replaceChildren(
    ...clients.map(({ id, name }) => make('option', { value: id }, texts.clientName(name))),
  )
  elements.client.value = chosen
}

/** Lists the page's languages, and selects the browser's language if available. */
export function offerLanguages(languages) {
  const [own] = navigator.language.split('-', 1)
  const nameOf = (code) => new Intl.DisplayNames(code, { type: 'language' }).of(code)
  elements.lang.replaceChildren(
    ...languages.map((code) =>
      make('option', { value: code, lang: code, selected: code === own }, nameOf(code)),
    ),
  )
}
