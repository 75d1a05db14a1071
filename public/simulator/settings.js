import { find, make } from './dom.js'

const { elements } = find('#settings')

/** Offers the clients by their names in the language of the simulator. What is chosen stays so. */
export function offerClients(clients, texts) {
  const chosen = elements.client.value || clients[0].id
  elements.client.replaceChildren(
    ...clients.map(({ id, name }) => make('option', { value: id }, texts.clientName(name))),
  )
  elements.client.value = chosen
}

/** Offers the languages of the page, with the browser's own chosen where it is among them. */
export function offerLanguages(languages) {
  const [own] = navigator.language.split('-', 1)
  const nameOf = (code) => new Intl.DisplayNames(code, { type: 'language' }).of(code)
  elements.lang.replaceChildren(
    ...languages.map((code) =>
      make('option', { value: code, lang: code, selected: code === own }, nameOf(code)),
    ),
  )
}
