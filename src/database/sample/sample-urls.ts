import { SAMPLE_VISITORS } from './sample-customer.ts'
import { isBuiltIn } from '../../visit/built-in-parameters.ts'
import { encryptDesHex } from '../../visit/des.ts'
import type { EncryptionMode } from '../../visit/encryption-mode.ts'

interface Encryption {
  mode: EncryptionMode
  keys: readonly string[]
}

interface SampleUrl {
  label: string
  url: string
}

export function toExampleQuery(encryption: Encryption): string {
  return toQuery({ easemobId: '107937', visitorImId: SAMPLE_VISITORS.web }, encryption)
}

/** An invented agent. Clients send the channel together with these. */
const AGENT = { agentId: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff', tenantId: '35' } as const

export function toSampleUrls(base: string, encryption: Encryption): SampleUrl[] {
  const url = (parameters: Record<string, string>) => `${base}/${toQuery(parameters, encryption)}`
  const easemobId = '107937'
  const visitor = (visitorImId: string, more = {}) =>
    url({ easemobId, visitorImId, to: visitorImId, ...more })
  const samples = SAMPLE_VISITORS
  return [
    { label: 'found, from the web', url: visitor(samples.web) },
    {
      label: 'with custom parameters',
      url: url({
        customUserId: 'EEP4EVP9CCMTRTCKVJHX',
        name: 'Jack',
        age: '40',
        sex: 'man',
        easemobId,
        visitorImId: samples.encryptedExample,
        to: samples.encryptedExample,
      }),
    },
    {
      label: 'found, from an app, in Chinese',
      url: visitor(samples.app, { originType: 'app', ...AGENT, lang: 'zh' }),
    },
    { label: 'found, from WeChat', url: visitor(samples.wechat, { to: 'gh_3f8a0c7d5e21', lang: 'zh' }) },
    { label: 'found, from Weibo', url: visitor(samples.weibo, { originType: 'weibo', ...AGENT }) },
    { label: 'found, no orders', url: visitor(samples.noOrders) },
    { label: 'several customers match', url: visitor(samples.ambiguous) },
    { label: 'unknown visitor', url: visitor(samples.unknown, { nickname: 'Guest', sku: 'LMP-0417' }) },
    { label: 'wrong parameters', url: `${base}/` },
  ]
}

function toQuery(parameters: Record<string, string>, { mode, keys: [key] }: Encryption): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) {
    const isEncrypted = mode === 'all' || (mode === 'custom' && !isBuiltIn(name))
    query.append(name, isEncrypted && key !== undefined ? encryptDesHex(key, value) : value)
  }
  return `?${query.toString()}`
}
