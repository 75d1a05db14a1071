import { isBuiltIn, type BuiltInName } from '../visit/built-in-parameters.ts'
import { encryptDes, encryptDesHex } from '../visit/des.ts'
import { TAIL_KEYS } from '../visit/ios-tail.ts'
import type { EncryptionMode } from '../visit/encryption-mode.ts'

/*
 * The vendor's clients, as they write their requests, defects included. The apps are written from what their published
 * sources do, the web console from the documents: what those leave open is said where it is decided.
 */

/** What a client knows. It has no value for a name that is missing. */
export type ClientFields = { easemobId: string; visitorImId: string } & Partial<Record<BuiltInName, string>>

/** `off`, or a key and which values it encrypts. */
export type ConsoleEncryption = { mode: 'off' } | { mode: Exclude<EncryptionMode, 'off'>; key: string }

interface Call {
  /** The window's URL as it is set in the console. */
  configuredUrl: string
  said: ClientFields
  /** Custom parameters; only the web console passes them on. */
  custom: Readonly<Record<string, string>>
  encryption: ConsoleEncryption
}

interface Client {
  name: string
  sendsTo: boolean
  sendsCustom: boolean
  /** The repairs that its requests need, in the order in which they are told. */
  repairs: (configuredUrlHasQuery: boolean) => string[]
  /** @returns the URL that the client asks for */
  write: (call: Call) => string
}

/** The web console: custom parameters first, then its own. */
const WEB: Client = {
  name: 'Web console',
  sendsTo: true,
  sendsCustom: true,
  repairs: () => [],
  write({ configuredUrl, said, custom, encryption }) {
    const pairs = [...Object.entries(custom), ...Object.entries(said)].map(([name, value]) => {
      const isPlain = encryption.mode === 'off' || (encryption.mode === 'custom' && isBuiltIn(name))
      // The documents do not say how built-in values are written; custom ones are hex, and so are these here.
      return `${encodeURIComponent(name)}=${isPlain ? encodeURIComponent(value) : encryptDesHex(encryption.key, value)}`
    })
    return `${join(configuredUrl)}${pairs.join('&')}`
  },
}

/** The Android app sends the two ids and no more, and, as far as is known, never encrypts them. */
const ANDROID: Client = {
  name: 'Android 1.0.x',
  sendsTo: false,
  sendsCustom: false,
  repairs: () => [],
  write: ({ configuredUrl, said: { easemobId, visitorImId } }) =>
    `${join(configuredUrl)}easemobId=${easemobId}&visitorImId=${visitorImId}`,
}

const IOS_2019: Client = {
  name: 'iOS 2019 to 2022-11',
  sendsTo: false,
  sendsCustom: false,
  repairs: (hasQuery) => [...(hasQuery ? ['second_question_mark'] : []), 'stray_f'],
  write: ({ configuredUrl: url, said, encryption }) =>
    `${url}?${ids(said, encryption)}&${tail(said, encryption, false)}`,
}

const IOS_2022_11: Client = {
  name: 'iOS 2022-11 to 2023-02',
  sendsTo: true,
  sendsCustom: false,
  repairs: (hasQuery) => [...(hasQuery ? ['missing_ampersand'] : []), 'stray_f'],
  write: ({ configuredUrl: url, said, encryption }) =>
    `${join(url)}${ids(said, encryption)}${lostIn(url)}${tail(said, encryption, true)}`,
}

const IOS_2023_02: Client = {
  name: 'iOS 2023-02 and newer',
  sendsTo: true,
  sendsCustom: false,
  repairs: (hasQuery) => [...(hasQuery ? ['missing_ampersand'] : []), 'encoded_tail', 'stray_f'],
  write: ({ configuredUrl: url, said, encryption }) =>
    `${join(url)}${ids(said, encryption)}${lostIn(url)}${encodeURIComponent(tail(said, encryption, true))}`,
}

export const CLIENTS = {
  web: WEB,
  'ios-2019': IOS_2019,
  'ios-2022-11': IOS_2022_11,
  'ios-2023-02': IOS_2023_02,
  android: ANDROID,
} as const

export type ClientId = keyof typeof CLIENTS

export const CLIENT_IDS = Object.keys(CLIENTS) as ClientId[]

const join = (url: string) => `${url}${url.includes('?') ? '&' : '?'}`
/** The `&` between the visitor's id and the rest is lost when the configured URL has a query. */
const lostIn = (url: string) => (url.includes('?') ? '' : '&')

/** The apps know no custom parameters, so their only encryption is that of everything. */
const keyOf = (encryption: ConsoleEncryption) => (encryption.mode === 'all' ? encryption.key : null)

/** Encrypted, the ids are Base64, and not percent-encoded. */
function ids({ easemobId, visitorImId }: ClientFields, encryption: ConsoleEncryption): string {
  const key = keyOf(encryption)
  const write = (id: string) =>
    key === null ? encodeURIComponent(id) : encryptDes(key, Buffer.from(id)).toString('base64')
  return `easemobId=${write(easemobId)}&visitorImId=${write(visitorImId)}`
}

/** Encrypted, the rest is hex of as many bytes of the text as it has UTF-16 units. */
function tail(said: ClientFields, encryption: ConsoleEncryption, sendsTo: boolean): string {
  const key = keyOf(encryption)
  const pairs = TAIL_KEYS.filter((name) => sendsTo || name !== 'to').map((name) => {
    const text = said[name] ?? '(null)'
    const value =
      key === null
        ? encodeValue(text)
        : encryptDes(key, Buffer.from(text).subarray(0, text.length)).toString('hex')
    return `${name}=${name === 'agentId' ? 'f' : ''}${value}`
  })
  return pairs.join('&')
}

const encodeValue = (text: string) => (text === '(null)' ? text : encodeURIComponent(text))
