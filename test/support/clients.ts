import { createCipheriv } from 'node:crypto'

/*
 * The vendor's clients, as they write their requests: each function returns the request target that a server sees.
 * Written from what the apps' sources do, defects included, and independent of the code under test.
 */

const TAIL = [
  ...(['to', 'nickname', 'originType', 'techChannelName', 'serviceNumber', 'desc'] as const),
  ...(['agentId', 'userId', 'tenantId', 'email', 'agentName', 'trueName'] as const),
]

/** What a client knows. It has no value for a name that is missing. */
export type Said = { easemobId: string; visitorImId: string } & Partial<
  Record<(typeof TAIL)[number] | 'lang', string>
>

interface IosBuild {
  name: string
  /** Whether `to` is sent at all. */
  sendsTo: boolean
  /** The repairs that its requests need, in the order in which they are told. */
  repairs: (configuredUrlHasQuery: boolean) => string[]
  /** @param key encrypts everything, as the app does; null sends plain text */
  write: (configuredUrl: string, said: Said, key: string | null) => string
}

export const IOS_BUILDS: IosBuild[] = [
  {
    name: 'iOS 2019 to 2022-11',
    sendsTo: false,
    repairs: (hasQuery) => [...(hasQuery ? ['second_question_mark'] : []), 'stray_f'],
    write: (url, said, key) => toTarget(`${url}?${ids(said, key)}&${tail(said, key, false)}`),
  },
  {
    name: 'iOS 2022-11 to 2023-02',
    sendsTo: true,
    repairs: (hasQuery) => [...(hasQuery ? ['missing_ampersand'] : []), 'stray_f'],
    write: (url, said, key) =>
      toTarget(`${join(url)}${ids(said, key)}${lostIn(url)}${tail(said, key, true)}`),
  },
  {
    name: 'iOS 2023-02 and newer',
    sendsTo: true,
    repairs: (hasQuery) => [...(hasQuery ? ['missing_ampersand'] : []), 'encoded_tail', 'stray_f'],
    write: (url, said, key) =>
      toTarget(`${join(url)}${ids(said, key)}${lostIn(url)}${encodeURIComponent(tail(said, key, true))}`),
  },
]

/** The web console: custom parameters first, then its own. */
export function writeWebTarget(said: Said, custom: Record<string, string>): string {
  const pairs = [...Object.entries(custom), ...Object.entries(said)]
  return `/?${pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&')}`
}

/** The Android app sends the two ids and no more. */
export function writeAndroidTarget({ easemobId, visitorImId }: Said): string {
  return `/?easemobId=${easemobId}&visitorImId=${visitorImId}`
}

const join = (url: string) => `${url}${url.includes('?') ? '&' : '?'}`
/** The `&` between the visitor's id and the rest is lost when the configured URL has a query. */
const lostIn = (url: string) => (url.includes('?') ? '' : '&')

/** Encrypted, the ids are Base64, and not percent-encoded. */
function ids({ easemobId, visitorImId }: Said, key: string | null): string {
  const write = (id: string) =>
    key === null ? encodeURIComponent(id) : encrypt(key, Buffer.from(id), 'base64')
  return `easemobId=${write(easemobId)}&visitorImId=${write(visitorImId)}`
}

/** Encrypted, the rest is hex of as many bytes of the text as it has UTF-16 units. */
function tail(said: Said, key: string | null, sendsTo: boolean): string {
  const pairs = TAIL.filter((name) => sendsTo || name !== 'to').map((name) => {
    const text = said[name] ?? '(null)'
    const value =
      key === null ? encodeValue(text) : encrypt(key, Buffer.from(text).subarray(0, text.length), 'hex')
    return `${name}=${name === 'agentId' ? 'f' : ''}${value}`
  })
  return pairs.join('&')
}

const encodeValue = (text: string) => (text === '(null)' ? text : encodeURIComponent(text))

function encrypt(key: string, bytes: Buffer, form: 'hex' | 'base64'): string {
  const cipher = createCipheriv('des-ede3', Buffer.from(key.slice(0, 8).repeat(3)), null)
  return Buffer.concat([cipher.update(bytes), cipher.final()]).toString(form)
}

function toTarget(url: string): string {
  return url.slice(url.indexOf('/', 'https://'.length))
}
