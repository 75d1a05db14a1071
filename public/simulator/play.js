import { ask, find } from './dom.js'
import { renderRequest } from './request.js'

/** The widget holds its message back until the conversation is open: the page is asked for twice. */
const MESSAGE_AFTER_MS = 1200

/** Plays what the console does: it asks for the page at each switch of conversation, and again for a message. */
export function createPlay({ pane, texts, render }) {
  const { elements } = find('#settings')
  let turn = 0
  let arrival
  const play = {
    setup: null,
    /** The conversation that is open. */
    current: null,
    /** The window of the page that is shown; empty is the one without a name. */
    window: '',
    /** What was asked for last. */
    last: null,
    load,
    open,
    arrive,
  }
  return play

  function toBody({ visitor, params, hasOtherKey, signedInAs, state }) {
    const { client, mode, vas, configuredUrlHasQuery, lang } = elements
    const more = { visitor, params, hasOtherKey, lang: lang.value }
    // What is wrong at the server is shown as the server itself is configured.
    if (state)
      return { ...more, client: 'web', mode: play.setup.mode, vas: false, configuredUrlHasQuery: false }
    return {
      ...{ ...more, client: client.value, mode: mode.value },
      // The site or app says who has signed in with a message of its own.
      ...(play.setup.canSignIn && signedInAs ? { signedInAs } : {}),
      ...{ vas: vas.checked, configuredUrlHasQuery: configuredUrlHasQuery.checked },
    }
  }

  /** Asks for the page as the client would. Answers may come late and in any order: only the latest turn is shown. */
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

  /** Tells in the chat what the client does. */
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

  /** A switch to a conversation makes the client ask for the page. */
  function open(conversation, hasOtherClient = false) {
    clearTimeout(arrival)
    const isNew = conversation !== play.current
    play.current = conversation
    if (isNew || hasOtherClient) sayRequest()
    render()
    void load()
    if (conversation.waiting) arrival = setTimeout(() => arrive(conversation.waiting), MESSAGE_AFTER_MS)
  }

  /** So does a message with custom parameters. */
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
