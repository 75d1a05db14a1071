import { find, make } from './dom.js'

export const CHANNEL_TEXTS = {
  web: 'channelWeb',
  app: 'channelApp',
  wechat: 'channelWechat',
  weibo: 'channelWeibo',
  phone: 'channelPhone',
  rest: 'channelRest',
  wecom: 'channelWecom',
}

export const toChannelText = (channel, texts) => texts[CHANNEL_TEXTS[channel]]

/** Returns the initial state of a conversation. */
export function toConversation({
  id,
  params,
  lines,
  hasOtherKey = false,
  signedInAs = '',
  state = null,
  ...visitor
}) {
  // The wrapper is on one line, as only the parameters are edited.
  const ext = `{ "cmd": { "updateVisitorInfoSrc": { "params": ${JSON.stringify(params ?? {}, null, 2)} } } }`
  return {
    id,
    visitor,
    hasOtherKey,
    /** The parameters that the visitor's app or page sends once the conversation is open; null for none. */
    waiting: params,
    signedInAs,
    /** A simulated server error, and the path of the page that shows it; null for none. */
    state,
    /** The `ext` that the developer sent last; null for none. */
    sentExt: null,
    /** The custom parameters received so far. */
    params: null,
    ext,
    firstExt: ext,
    messages: lines.map((text, index) => ({ by: index % 2 === 0 ? 'visitor' : 'agent', text })),
  }
}

/** Returns the conversation of a visitor that the developer added. */
export function toAdded(visitor) {
  const id = `added-${visitor.channel}-${visitor.visitorImId}`
  return toConversation({ ...visitor, id, params: null, lines: [] })
}

export const isAdded = ({ id }) => id.startsWith('added-')

/** Returns the conversation that demonstrates a server error. */
export function toState({ id, path, ...visitor }) {
  return toConversation({ ...visitor, id: `state-${id}`, state: { id, path }, params: null, lines: [] })
}

export function renderLists(conversations, current, texts, open) {
  function show(list, listed) {
    const shown = listed.map((one) => toItem(one, current, texts, open))
    // Moving an item would take the focus from it.
    if (shown.length !== list.children.length || shown.some((item, at) => item !== list.children[at]))
      list.replaceChildren(...shown)
  }
  const states = conversations.filter(({ state }) => state !== null)
  show(
    find('#conversations'),
    conversations.filter(({ state }) => state === null),
  )
  show(find('#states'), states)
  find('#states-title').hidden = states.length === 0
}

/** By conversation. They stay: the lists are rendered again when a message arrives, perhaps in the middle of a click. */
const items = new WeakMap()

function toItem(conversation, current, texts, open) {
  if (!items.has(conversation)) items.set(conversation, makeItem(conversation, open))
  const item = items.get(conversation)
  const button = item.firstChild
  const label = toLabel(conversation, texts)
  if (label.innerHTML !== button.innerHTML) button.replaceChildren(...label.childNodes)
  button.setAttribute('aria-current', String(conversation === current))
  return item
}

function makeItem(conversation, open) {
  const button = make('button', { type: 'button' })
  button.dataset.conversation = conversation.id
  button.addEventListener('click', () => open(conversation))
  return make('li', {}, button)
}

function toLabel({ id, visitor, state, messages }, texts) {
  const last = messages.filter(({ by }) => by !== 'console').pop()
  const shown = state && texts.states[state.id]
  return make(
    'button',
    {},
    make('span', { className: 'name', dir: 'auto' }, shown?.name ?? visitor.nickname ?? visitor.visitorImId),
    make('span', { className: 'badge' }, shown?.status ?? toChannelText(visitor.channel, texts)),
    shown ? null : make('span', { className: 'last', dir: 'auto' }, last?.text ?? visitor.visitorImId),
    make('span', { className: 'shows' }, shown?.how ?? texts.shows[id] ?? ''),
  )
}

export function renderMessages({ messages, waiting }) {
  const list = find('#messages')
  list.parentElement.setAttribute('aria-busy', String(Boolean(waiting)))
  list.replaceChildren(...messages.map(({ by, text }) => make('li', { className: by, dir: 'auto' }, text)))
  list.parentElement.scrollTop = list.parentElement.scrollHeight
}

/** Renders what the console itself shows about a visitor. */
export function renderProfile({ visitor }, texts) {
  const rows = [
    [texts.nickname, visitor.nickname],
    ['ID', visitor.visitorImId],
    [texts.channel, toChannelText(visitor.channel, texts)],
  ]
  find('#profile').replaceChildren(
    ...rows.flatMap(([label, text]) =>
      text === undefined ? [] : [make('div', {}, make('dt', {}, label), make('dd', { dir: 'auto' }, text))],
    ),
  )
  find('#who-name').textContent = visitor.nickname ?? visitor.visitorImId
  find('#who-channel').textContent = toChannelText(visitor.channel, texts)
  find('#who-id').textContent = visitor.visitorImId
}
