import { applySettings, readAdded, readAddress, writeAddress } from './address.js'
import {
  renderLists,
  renderMessages,
  renderProfile,
  toAdded,
  toConversation,
  toState,
} from './conversations.js'
import { renderDiagnosis } from './diagnosis.js'
import { ask, copy, find, make, setUpTabs } from './dom.js'
import { addWindowTabs, createPane, setUpLook } from './pane.js'
import { createPlay } from './play.js'
import { readExt, toCurl, toWidgetCode } from './request.js'
import { offerClients, offerLanguages } from './settings.js'
import { textsOf, translate } from './texts.js'

const settings = find('#settings')
const language = () => settings.elements.lang.value
const texts = () => textsOf(language())
const play = createPlay({ pane: createPane(texts), texts, render })

let conversations = []
let readLook = () => ({})

function render() {
  renderLists(conversations, play.current, texts(), open)
  if (!play.current) return
  renderMessages(play.current)
  renderProfile(play.current, texts())
}

function keep() {
  const pane = { window: play.window, ...readLook() }
  writeAddress({ conversations, current: play.current, pane })
}

function open(conversation, hasOtherClient = false) {
  find('#ext').value = conversation.ext
  find('#signed-in-as').value = conversation.signedInAs
  find('#message-problem').textContent = ''
  play.open(conversation, hasOtherClient)
  keep()
}

async function showDiagnosis(url, mode) {
  const answer = await ask('diagnosis', { url, mode })
  const isGood = answer && !answer.error?.requestId
  find('#result').replaceChildren(
    ...(isGood
      ? renderDiagnosis(answer, mode, texts().result)
      : [answer ? texts().refused : texts().noServer]),
  )
}

/** Wraps a listener that is ignored while no conversation is open. */
const inConversation = (listener) => (event) => play.current && listener(event, play.current)

function on(selector, type, listener) {
  find(selector).addEventListener(type, (event) => {
    if (type === 'submit') event.preventDefault()
    listener(event)
  })
}

on('#settings', 'change', ({ target }) => {
  if (target.name === 'lang') {
    translate(language())
    offerClients(play.setup.clients, texts())
  }
  find('#result').replaceChildren()
  if (play.current) open(play.current, target.name === 'client')
  else render()
})
on('#settings', 'submit', () => undefined)
on(
  '#ext',
  'input',
  inConversation((_event, current) => (current.ext = find('#ext').value)),
)
on(
  '#signed-in-as',
  'input',
  inConversation((_event, current) => (current.signedInAs = find('#signed-in-as').value.trim())),
)
on(
  '#reset',
  'click',
  inConversation((_event, current) => (current.ext = find('#ext').value = current.firstExt)),
)
on(
  '#message',
  'submit',
  inConversation((_event, current) => {
    const params = readExt(current.ext, texts())
    const isGood = typeof params !== 'string'
    find('#message-problem').textContent = isGood ? '' : params
    if (!isGood) return
    current.sentExt = current.ext
    play.arrive(params)
    keep()
  }),
)
on(
  '#composer',
  'submit',
  inConversation(({ target }, current) => {
    const field = target.elements.line
    if (field.value.trim() !== '') current.messages.push({ by: 'agent', text: field.value })
    field.value = ''
    render()
  }),
)
on('#add', 'submit', ({ target }) => {
  const { visitorImId, channel, nickname } = target.elements
  const visitor = { visitorImId: visitorImId.value.trim(), channel: channel.value }
  if (visitor.visitorImId === '') return
  const added = toAdded({ ...visitor, ...(nickname.value ? { nickname: nickname.value } : {}) })
  conversations = [added, ...conversations.filter(({ id }) => id !== added.id)]
  target.reset()
  find('#adding').open = false
  open(added)
})
on(
  '#diagnose',
  'submit',
  ({ target }) => void showDiagnosis(target.elements.url.value, settings.elements.mode.value),
)
on('#diagnose-last', 'click', () => {
  if (play.last) void showDiagnosis(play.last.url, play.last.body.mode)
})
for (const [button, toText] of [
  ['#copy-url', () => play.last.url],
  ['#copy-curl', () => toCurl(play.last.framed)],
  ['#copy-code', () => toWidgetCode(play.current)],
]) {
  on(button, 'click', async () => {
    if (!play.last) return
    await copy(toText())
    find('#copied').textContent = texts().copied
    setTimeout(() => (find('#copied').textContent = ''), 1500)
  })
}
// Edited or pasted addresses only: the simulator's own changes do not fire this event.
globalThis.addEventListener('hashchange', () => location.reload())

/** Sets up the pane's tabs, and selects the one named in the address. */
function setUpPane(address) {
  addWindowTabs(play.setup.windows)
  const list = find('#pane-tabs')
  const tabs = [...list.querySelectorAll('[data-window]')]
  const chosen = tabs.find((tab) => tab.dataset.window === address.get('window')) ?? tabs[0]
  chosen.setAttribute('aria-selected', 'true')
  play.window = chosen.dataset.window
  setUpTabs(list, ({ dataset }) => {
    if (dataset.window === undefined || dataset.window === play.window) return
    play.window = dataset.window
    keep()
    if (play.current) void play.load()
  })
  readLook = setUpLook(address, keep)
}

/**
 * Returns the conversation named in the address, with the message to send again; otherwise the first one that is not a
 * simulated error, if there is any.
 */
function toFirst(address) {
  const first =
    conversations.find(({ id }) => id === address.get('conversation')) ??
    conversations.find(({ state }) => state === null)
  const params = readExt(address.get('ext') ?? '', texts())
  if (first && typeof params !== 'string') {
    first.ext = first.sentExt = address.get('ext')
    first.waiting = params
    first.signedInAs = address.get('signedInAs') ?? first.signedInAs
  }
  return first
}

async function start() {
  const address = readAddress()
  offerLanguages([navigator.language.split('-', 1)[0]])
  translate(language())
  setUpTabs(find('.tools [role=tablist]'))
  const setup = await ask('setup')
  if (!setup || setup.error) {
    find('#loading').textContent = texts().noServer
    return
  }
  play.setup = setup
  offerLanguages(setup.languages)
  offerClients(setup.clients, texts())
  settings.elements.mode.value = setup.mode
  applySettings(address)
  translate(language())
  offerClients(setup.clients, texts())
  find('#signed-in').hidden = !setup.canSignIn
  find('#choices').disabled = false
  setUpPane(address)
  conversations = [
    ...readAdded(address),
    ...setup.conversations.map(toConversation),
    ...setup.states.map(toState),
  ]
  const first = toFirst(address)
  if (first) open(first)
  else render()
  if (setup.conversations.length > 0) return
  find('#adding').open = true
  if (!first) find('#messages').replaceChildren(make('li', { className: 'console' }, texts().addHint))
}

void start()
