import { find, make } from './dom.js'

const CHANNEL_TEXTS = {
  web: 'channelWeb',
  app: 'channelApp',
  wechat: 'channelWechat',
  weibo: 'channelWeibo',
  phone: 'channelPhone',
  rest: 'channelRest',
  wecom: 'channelWecom',
}

export const toChannelText = (channel, texts) => texts[CHANNEL_TEXTS[channel]]

/** What a conversation is like before anything happened in it. */
export function toConversation({ id, params, lines, hasOtherKey = false, signedInAs = '', ...visitor }) {
  // The wrapping on a line of its own: what is edited are the parameters.
  const ext = `{ "cmd": { "updateVisitorInfoSrc": { "params": ${JSON.stringify(params ?? {}, null, 2)} } } }`
  return {
    id,
    visitor,
    hasOtherKey,
    /** The message that the visitor's app or page sends once the conversation is open; null is none. */
    waiting: params,
    signedInAs,
    /** The custom parameters that have arrived. */
    params: null,
    ext,
    firstExt: ext,
    messages: lines.map((text, index) => ({ by: index % 2 === 0 ? 'visitor' : 'agent', text })),
  }
}

/** A visitor whom the developer added. They are kept in the address, so that a reload keeps them. */
export function toAdded(visitor) {
  return toConversation({
    ...visitor,
    id: `added-${visitor.channel}-${visitor.visitorImId}`,
    params: null,
    lines: [],
  })
}

export function readAdded() {
  const visitors = new URLSearchParams(location.hash.slice(1)).getAll('visitor')
  return visitors.flatMap((text) => {
    const [channel, visitorImId, nickname] = text.split('/').map(decode)
    const isVisitor = visitorImId && Object.hasOwn(CHANNEL_TEXTS, channel)
    return isVisitor ? [toAdded({ channel, visitorImId, ...(nickname ? { nickname } : {}) })] : []
  })
}

/** An address that somebody changed by hand names nobody, and breaks nothing. */
function decode(text) {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}

export function keepAdded(conversations) {
  const added = new URLSearchParams()
  for (const { id, visitor } of conversations) {
    const parts = [visitor.channel, visitor.visitorImId, visitor.nickname ?? '']
    if (id.startsWith('added-')) added.append('visitor', parts.map(encodeURIComponent).join('/'))
  }
  history.replaceState(null, '', `#${added}`)
}

/** The list at the left. */
export function renderList(conversations, current, texts, open) {
  find('#conversations').replaceChildren(
    ...conversations.map((conversation) => {
      const { id, visitor, messages } = conversation
      const last = messages.findLast(({ by }) => by !== 'console')
      const button = make(
        'button',
        { type: 'button' },
        make('span', { className: 'name', dir: 'auto' }, visitor.nickname ?? visitor.visitorImId),
        make('span', { className: 'badge' }, toChannelText(visitor.channel, texts)),
        make('span', { className: 'last', dir: 'auto' }, last?.text ?? visitor.visitorImId),
      )
      button.dataset.conversation = id
      if (conversation === current) button.setAttribute('aria-current', 'true')
      button.addEventListener('click', () => open(conversation))
      return make('li', {}, button)
    }),
  )
}

/** The chat in the middle. */
export function renderMessages({ messages }) {
  const list = find('#messages')
  list.replaceChildren(...messages.map(({ by, text }) => make('li', { className: by, dir: 'auto' }, text)))
  list.scrollTop = list.scrollHeight
}

/** What the console itself shows of a visitor. */
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
