import { isBuiltIn, type BuiltInName } from '../visit/built-in-parameters.ts'
import { encryptDes, encryptDesHex } from '../visit/des.ts'
import { TAIL_KEYS } from '../visit/ios-tail.ts'
import type { EncryptionMode } from '../visit/encryption-mode.ts'

/*
 * Requests with their defects. The apps follow their published sources, the web console its documentation; comments
 * mark what that leaves open.
 */

/** The fields that a client knows. A missing field has no value. */
export type ClientFields = { easemobId: string; visitorImId: string } & Partial<Record<BuiltInName, string>>

/** `off`, or a key and the values that it encrypts. */
export type ConsoleEncryption = { mode: 'off' } | { mode: Exclude<EncryptionMode, 'off'>; key: string }

interface ClientRequest {
  configuredUrl: string
  fields: ClientFields
  custom: Readonly<Record<string, string>>
  encryption: ConsoleEncryption
}

interface Client {
  name: string
  sendsCustom: boolean
  /** In the order in which they are reported. */
  repairs: (configuredUrlHasQuery: boolean) => string[]
  toUrl: (call: ClientRequest) => string
}

/** The web console sends custom parameters first, then its own. */
const WEB: Client = {
  name: 'Web console',
  sendsCustom: true,
  repairs: () => [],
  toUrl({ configuredUrl, fields, custom, encryption }) {
    const pairs = [...Object.entries(custom), ...Object.entries(fields)].map(([name, value]) => {
      const isPlain = encryption.mode === 'off' || (encryption.mode === 'custom' && isBuiltIn(name))
      // The documentation does not specify how built-in values are encoded. Custom values are hex, so this assumes hex.
      return `${encodeURIComponent(name)}=${isPlain ? encodeURIComponent(value) : encryptDesHex(encryption.key, value)}`
    })
    return `${join(configuredUrl)}${pairs.join('&')}`
  },
}

/** The Android app sends only the two ids and, as far as is known, never encrypts them. */
const ANDROID: Client = {
  name: 'Android 1.0.x',
  sendsCustom: false,
  repairs: () => [],
  toUrl: ({ configuredUrl, fields: { easemobId, visitorImId } }) =>
    `${join(configuredUrl)}easemobId=${easemobId}&visitorImId=${visitorImId}`,
}

const IOS_2019: Client = {
  name: 'iOS 2019 to 2022-11',
  sendsCustom: false,
  repairs: (hasQuery) => [...(hasQuery ? ['second_question_mark'] : []), 'stray_f'],
  toUrl: ({ configuredUrl: url, fields, encryption }) =>
    `${url}?${ids(fields, encryption)}&${tail(fields, encryption, false)}`,
}

const IOS_2022_11: Client = {
  name: 'iOS 2022-11 to 2023-02',
  sendsCustom: false,
  repairs: (hasQuery) => [...(hasQuery ? ['missing_ampersand'] : []), 'stray_f'],
  toUrl: ({ configuredUrl: url, fields, encryption }) =>
    `${join(url)}${ids(fields, encryption)}${separatorFor(url)}${tail(fields, encryption, true)}`,
}

const IOS_2023_02: Client = {
  ...IOS_2022_11,
  name: 'iOS 2023-02 and newer',
  repairs: (hasQuery) => [...(hasQuery ? ['missing_ampersand'] : []), 'encoded_tail', 'stray_f'],
  toUrl: ({ configuredUrl: url, fields, encryption }) =>
    `${join(url)}${ids(fields, encryption)}${separatorFor(url)}${encodeURIComponent(tail(fields, encryption, true))}`,
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
/** If the configured URL has a query, the `&` between the visitor id and the rest is missing. */
const separatorFor = (url: string) => (url.includes('?') ? '' : '&')

/** The apps have no custom parameters, so they only support mode `all`. */
const keyOf = (encryption: ConsoleEncryption) => (encryption.mode === 'all' ? encryption.key : null)

/** Encrypted ids are Base64 and not percent-encoded. */
function ids({ easemobId, visitorImId }: ClientFields, encryption: ConsoleEncryption): string {
  const key = keyOf(encryption)
  const write = (id: string) =>
    key === null ? encodeURIComponent(id) : encryptDes(key, Buffer.from(id)).toString('base64')
  return `easemobId=${write(easemobId)}&visitorImId=${write(visitorImId)}`
}

/**
 * Encrypted values are hex. The apps pass the text's length in UTF-16 units as its length in bytes, which truncates it.
 */
function tail(fields: ClientFields, encryption: ConsoleEncryption, sendsTo: boolean): string {
  const key = keyOf(encryption)
  const pairs = TAIL_KEYS.filter((name) => sendsTo || name !== 'to').map((name) => {
    const text = fields[name] ?? '(null)'
    const value =
      key === null
        ? encodeValue(text)
        : encryptDes(key, Buffer.from(text).subarray(0, text.length)).toString('hex')
    return `${name}=${name === 'agentId' ? 'f' : ''}${value}`
  })
  return pairs.join('&')
}

const encodeValue = (text: string) => (text === '(null)' ? text : encodeURIComponent(text))
