import { ask, find } from './dom.js'
import { renderRequest } from './request.js'

/** The widget sends its message only after the conversation is open, so that the page is requested twice. */
const MESSAGE_AFTER_MS = 1200

/** Simulates the console, which requests the page when switching conversations and after each message. */
export function createPlay({ pane, texts, render }) {
  const { elements } = find('#settings')
  let turn = 0
  let arrival
  const play = {
    setup: null,
    current: null,
    /** The name of the displayed window of the page; empty for the unnamed one. */
    window: '',
    /** The last request. */
    last: null,
    load,
    open,
    arrive,
  }
  return play

  function toBody({ visitor, params, hasOtherKey, signedInAs, state }) {
    const { client, mode, vas, configuredUrlHasQuery, lang } = elements
    const more = { visitor, params, hasOtherKey, lang: lang.value }
    // Server errors are demonstrated with the server's own configuration.
    if (state)
      return { ...more, client: 'web', mode: play.setup.mode, vas: false, configuredUrlHasQuery: false }
    return {
      ...{ ...more, client: client.value, mode: mode.value },
      // The site or app sends the signed-in customer in a message.
      ...(play.setup.canSignIn && signedInAs ? { signedInAs } : {}),
      ...{ vas: vas.checked, configuredUrlHasQuery: configuredUrlHasQuery.checked },
    }
  }

  /** Requests the page as the client would. Responses may arrive in any order; only the latest request's is shown. */
  async function load() {
    turn += 1
    const mine = turn
    const { current: conversation, window: name } = play
    pane.clear()
    play.last = null
    const body = toBody(conversation)
    const answer = await ask('request', body)
    if (mine !== turn) return
    if (!answer || answer.error) {
      find('#url').textContent = ''
      find('#request-pairs').replaceChildren()
      find('#sent-message').replaceChildren()
      find('#loading').textContent = answer ? texts().refused : texts().noServer
      return
    }
    const { state } = conversation
    const base = `${play.setup.pageOrigin ?? location.origin}${location.pathname.replace(/simulator$/, '')}`
    const folder = name === '' || state ? '' : `${name}/`
    const framed = `${base}${state ? state.path : answer.path + folder}${answer.query}`
    const url = state ? framed : `${base}${folder}${answer.query}`
    play.last = { ...answer, body, url, framed, state }
    pane.show(framed, conversation.id)
    renderRequest({ last: play.last, setup: play.setup, conversation, texts: texts() })
  }

  /** Describes in the chat what the client does. */
  function say(text) {
    play.current.messages.push({ by: 'console', text })
  }

  function sayRequest() {
    const { params, state } = play.current
    const { name, sendsCustom } = play.setup.clients.find(
      ({ id }) => id === (state ? 'web' : elements.client.value),
    )
    const asker = texts().asker(name)
    if (params === null) say(texts().asksWithout(asker))
    else if (sendsCustom) say(texts().asksWith(asker, Object.keys(params).length))
    else say(texts().passesNone(asker))
  }

  /** Switches to a conversation, for which the client requests the page. */
  function open(conversation, hasOtherClient = false) {
    clearTimeout(arrival)
    const isNew = conversation !== play.current
    play.current = conversation
    if (isNew || hasOtherClient) sayRequest()
    render()
    void load()
    if (conversation.waiting) arrival = setTimeout(() => arrive(conversation.waiting), MESSAGE_AFTER_MS)
  }

  /** Receives a message with custom parameters, after which the client requests the page again. */
  function arrive(params) {
    clearTimeout(arrival)
    play.current.waiting = null
    play.current.params = params
    say(texts().arrived)
    sayRequest()
    render()
    void load()
  }
}
