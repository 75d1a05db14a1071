import { code, find, make, makeTable } from './dom.js'

/** Renders the last request, and the message that caused it. */
export function renderRequest({ last, setup, conversation, texts }) {
  find('#request-note').textContent = toNotes(last, setup, texts).join(' ')
  find('#url').textContent = last.url
  find('#open-url').href = last.framed
  const pairs = last.query
    .slice(1)
    .split('&')
    .map((part) => part.split(/=(.*)/s, 2))
  find('#request-pairs').replaceChildren(
    makeTable(
      [texts.name, texts.inUrl],
      pairs.map(([name, value = '']) => [code(name), code(value)]),
    ),
  )
  find('#sent-message').replaceChildren(
    ...toSent(last, setup, texts),
    make('p', { className: 'quiet' }, texts.inYourPage),
    make('pre', {}, toWidgetCode(conversation)),
  )
}

function toNotes({ url, framed, repairs, body, state }, { isExampleKey, pageOrigin, clients }, texts) {
  const { client, mode, hasOtherKey } = body
  if (state) return [texts.states[state.id].how, texts.stateReal]
  const { sendsCustom } = clients.find(({ id }) => id === client)
  const isEncrypting = mode === 'all' ? client !== 'android' : mode === 'custom' && sendsCustom
  const key = mode !== 'off' && isExampleKey ? texts.exampleKey : ''
  return [
    texts.requestIs,
    ...(repairs.length > 0 ? [texts.repairedBy(repairs)] : []),
    ...(client === 'android' && mode === 'all' ? [texts.androidUnknown] : []),
    ...(url === framed ? [] : [texts.played(mode, key)]),
    ...(hasOtherKey && isEncrypting ? [texts.otherKey] : []),
    ...(pageOrigin ? [] : [texts.sameOrigin]),
  ]
}

/** Renders the custom parameters as sent and as in the URL, or the reason for their absence. */
function toSent({ custom, body }, { clients }, texts) {
  const names = Object.keys(custom)
  if (names.length === 0) {
    const { name } = clients.find(({ id }) => id === body.client)
    const why = body.params ? texts.noCustom(texts.clientName(name)) : texts.notSent
    return [make('p', { className: 'quiet' }, why)]
  }
  const rows = names.map((name) => [code(name), code(String(body.params[name])), code(custom[name])])
  return [make('h3', {}, texts.sentAs), makeTable([texts.name, texts.asSent, texts.inUrl], rows)]
}

export const toWidgetCode = ({ ext }) => `easemobim.sendExt({ ext: ${ext.trim()} })`

/** Returns a curl command for the page's JSON. Single quotes are encoded, for the shell. */
export const toCurl = (url) => `curl -H 'Accept: application/json' '${url.replaceAll("'", '%27')}'`

/** Returns the parameters of an `ext`, or a text that describes the error. */
export function readExt(source, texts) {
  let ext
  try {
    ext = JSON.parse(source)
  } catch (error) {
    return texts.notJson(error.message)
  }
  const params = ext?.cmd?.updateVisitorInfoSrc?.params
  const isFlat = typeof params === 'object' && params !== null && !Array.isArray(params)
  const isScalar = (value) => ['string', 'number', 'boolean'].includes(typeof value)
  return isFlat && Object.values(params).every(isScalar) ? params : texts.notParams
}
