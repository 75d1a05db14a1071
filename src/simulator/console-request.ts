import { ORIGIN_TYPES } from '../visit/channel.ts'
import { encryptDesHex } from '../visit/des.ts'
import type { Language } from '../languages.ts'
import { CLIENTS, type ClientId, type ConsoleEncryption, type ClientFields } from './clients.ts'
import type { Visitor } from './conversations.ts'

export interface ConsoleRequest {
  visitor: Visitor
  /** `ext.cmd.updateVisitorInfoSrc.params` of the last message; null before the first one. */
  params: Readonly<Record<string, string | number | boolean>> | null
  client: ClientId
  encryption: ConsoleEncryption
  /** The value-added service, with which the web console sends more fields. iOS always does. */
  vas: boolean
  lang: Language | null
  configuredUrl: string
}

/** From the vendor's documentation. */
const EASEMOB_ID = '107937'
const WECHAT_ACCOUNT = 'gh_3f8a0c7d5e21'
const SERVICE_NUMBER = 'kefuchannelimid_814947'

const AGENT = {
  agentId: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff',
  tenantId: '35',
  email: 'agent@example.com',
  agentName: '客服小李',
}
const CONVERSATION = {
  userId: '0b7e6a52-5c1d-4d8e-9b0a-1f2e3d4c5b6a',
  ssid: 'c1a7a1f0-3e5b-4a39-8a1b-5f0e7d2c9b48',
}

/** Also returns the custom parameters as they appear in the URL. */
export function toConsoleUrl(request: ConsoleRequest): { url: string; custom: Record<string, string> } {
  const { visitor, client, encryption, configuredUrl } = request
  const { toUrl, sendsCustom } = CLIENTS[client]
  const texts = Object.entries(request.params ?? {}).map(([name, value]) => [name, String(value)] as const)
  const custom = sendsCustom ? Object.fromEntries(texts) : {}
  const fields =
    client === 'web' ? toWebFields(request) : { ...toIds(visitor, SERVICE_NUMBER), ...toExtraFields(visitor) }
  return {
    url: toUrl({ configuredUrl, fields, custom, encryption }),
    custom: Object.fromEntries(
      Object.entries(custom).map(([name, text]) => [
        name,
        encryption.mode === 'off' ? text : encryptDesHex(encryption.key, text),
      ]),
    ),
  }
}

function toWebFields({ visitor, vas, lang }: ConsoleRequest): ClientFields {
  // In the documentation's example, `to` repeats the visitor id.
  const ids = { ...toIds(visitor, visitor.visitorImId), ...(lang === null ? {} : { lang }) }
  return vas ? { ...ids, ...toExtraFields(visitor) } : ids
}

function toIds({ visitorImId, channel, to }: Visitor, otherwise: string) {
  const account = channel === 'wechat' ? WECHAT_ACCOUNT : otherwise
  return { easemobId: EASEMOB_ID, visitorImId, to: to ?? account }
}

function toExtraFields({ channel, to, nickname, desc }: Visitor): Partial<ClientFields> {
  const originType = channel && ORIGIN_TYPES[channel]
  return {
    ...(nickname === undefined ? {} : { nickname }),
    ...(originType === null ? {} : { originType }),
    ...(desc === undefined ? {} : { desc }),
    ...AGENT,
    ...CONVERSATION,
    serviceNumber: to ?? (channel === 'wechat' ? WECHAT_ACCOUNT : SERVICE_NUMBER),
  }
}
