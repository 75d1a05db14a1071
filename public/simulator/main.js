import {
  keepAdded,
  readAdded,
  renderList,
  renderMessages,
  renderProfile,
  toAdded,
  toConversation,
} from './conversations.js'
import { renderDiagnosis } from './diagnosis.js'
import { ask, copy, find, make, setUpTabs } from './dom.js'
import { createPane, setUpDivider } from './pane.js'
import { readExt, renderRequest, toCurl, toWidgetCode } from './request.js'
import { textsOf, translate } from './texts.js'

/** The widget holds its message back until the conversation is open: the page is asked for twice. */
const MESSAGE_AFTER_MS = 1200

const settings = find('#settings')
const language = () => settings.elements.lang.value
const texts = () => textsOf(language())
const pane = createPane(texts)

let setup
let conversations = []
let current
let turn = 0
let arrival
/** What was asked for last. */
let last = null

function toBody({ visitor, params, hasOtherKey, signedInAs }) {
  const { client, mode, vas, configuredUrlHasQuery, lang } = settings.elements
  return {
    ...{ visitor, params, hasOtherKey, client: client.value, mode: mode.value, lang: lang.value },
    // The site or app says who has signed in with a message of its own.
    ...(setup.canSignIn && signedInAs ? { signedInAs } : {}),
    ...{ vas: vas.checked, configuredUrlHasQuery: configuredUrlHasQuery.checked },
  }
}

/** Asks for the page as the client would. Answers may come late and in any order: only the latest turn is shown. */
async function load() {
  turn += 1
  const mine = turn
  const conversation = current
  pane.clear()
  last = null
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
  const base = `${setup.pageOrigin ?? location.origin}${location.pathname.replace(/simulator$/, '')}`
  last = { ...answer, body, url: base + answer.query, framed: base + answer.path + answer.query }
  pane.show(last.framed, conversation.id)
  renderRequest({ last, setup, conversation, texts: texts() })
}

/** What the console does, told in the chat. */
function say(text) {
  current.messages.push({ by: 'console', text })
  renderMessages(current)
}

/** A switch to a conversation makes the console ask for the page. */
function open(conversation) {
  clearTimeout(arrival)
  const isNew = conversation !== current
  current = conversation
  find('#ext').value = conversation.ext
  find('#signed-in-as').value = conversation.signedInAs
  find('#message-problem').textContent = ''
  if (isNew)
    say(conversation.params ? texts().getWith(Object.keys(conversation.params).length) : texts().getWithout)
  renderAll()
  void load()
  if (conversation.waiting) arrival = setTimeout(() => arrive(conversation.waiting), MESSAGE_AFTER_MS)
}

/** So does a message with custom parameters. */
function arrive(params) {
  clearTimeout(arrival)
  current.waiting = null
  current.params = params
  say(texts().arrived)
  say(texts().getWith(Object.keys(params).length))
  void load()
}

function renderClients() {
  const { client } = settings.elements
  const chosen = client.value
  client.replaceChildren(
    ...setup.clients.map(({ id, name }) => make('option', { value: id }, texts().clientName(name))),
  )
  client.value = chosen || setup.clients[0].id
}

function renderAll() {
  renderList(conversations, current, texts(), open)
  if (!current) return
  renderMessages(current)
  renderProfile(current, texts())
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

/** What is done in a conversation waits for one. */
const inConversation = (listener) => (event) => current && listener(event)

function on(selector, type, listener) {
  find(selector).addEventListener(type, (event) => {
    if (type === 'submit') event.preventDefault()
    listener(event)
  })
}

on('#settings', 'change', ({ target }) => {
  if (target.name === 'lang') {
    translate(language())
    renderClients()
  }
  find('#result').replaceChildren()
  if (current) open(current)
  else renderAll()
})
on('#settings', 'submit', () => undefined)
on(
  '#ext',
  'input',
  inConversation(() => (current.ext = find('#ext').value)),
)
on(
  '#signed-in-as',
  'input',
  inConversation(() => (current.signedInAs = find('#signed-in-as').value.trim())),
)
on(
  '#reset',
  'click',
  inConversation(() => (current.ext = find('#ext').value = current.firstExt)),
)
on(
  '#message',
  'submit',
  inConversation(() => {
    const params = readExt(current.ext, texts())
    const isGood = typeof params !== 'string'
    find('#message-problem').textContent = isGood ? '' : params
    if (isGood) arrive(params)
  }),
)
on(
  '#composer',
  'submit',
  inConversation(({ target }) => {
    const field = target.elements.line
    if (field.value.trim() !== '') current.messages.push({ by: 'agent', text: field.value })
    field.value = ''
    renderAll()
  }),
)
on('#add', 'submit', ({ target }) => {
  const { visitorImId, channel, nickname } = target.elements
  const visitor = { visitorImId: visitorImId.value.trim(), channel: channel.value }
  if (visitor.visitorImId === '') return
  const added = toAdded({ ...visitor, ...(nickname.value ? { nickname: nickname.value } : {}) })
  conversations = [added, ...conversations.filter(({ id }) => id !== added.id)]
  keepAdded(conversations)
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
  if (last) void showDiagnosis(last.query, last.body.mode)
})
for (const [button, toText] of [
  ['#copy-url', () => last.url],
  ['#copy-curl', () => toCurl(last.framed)],
  ['#copy-code', () => toWidgetCode(current)],
]) {
  on(button, 'click', async () => {
    if (!last) return
    await copy(toText())
    find('#copied').textContent = texts().copied
    setTimeout(() => (find('#copied').textContent = ''), 1500)
  })
}

/** Offers the languages of the page, with the browser's own chosen where it is among them. */
function offerLanguages(languages) {
  const [own] = navigator.language.split('-', 1)
  const nameOf = (code) => new Intl.DisplayNames(code, { type: 'language' }).of(code)
  settings.elements.lang.replaceChildren(
    ...languages.map((code) =>
      make('option', { value: code, lang: code, selected: code === own }, nameOf(code)),
    ),
  )
}

async function start() {
  offerLanguages([navigator.language.split('-', 1)[0]])
  translate(language())
  for (const list of document.querySelectorAll('[role=tablist]')) setUpTabs(list)
  setUpDivider()
  setup = await ask('setup')
  if (!setup || setup.error) {
    find('#loading').textContent = texts().noServer
    return
  }
  offerLanguages(setup.languages)
  translate(language())
  renderClients()
  settings.elements.mode.value = setup.mode
  find('#signed-in').hidden = !setup.canSignIn
  find('#choices').disabled = false
  conversations = [...readAdded(), ...setup.conversations.map(toConversation)]
  if (conversations[0]) open(conversations[0])
  else {
    renderAll()
    find('#adding').open = true
    find('#messages').replaceChildren(make('li', { className: 'console' }, texts().addHint))
  }
}

void start()
