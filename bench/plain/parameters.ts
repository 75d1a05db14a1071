import { createDecipheriv } from 'node:crypto'
import { z } from 'zod'

const CHANNELS = { webim: 'web', app: 'app', weixin: 'wechat', weibo: 'weibo' } as const

const id = z.string().max(256).optional()
const text = z.string().max(2000).optional()

/** A name that is sent twice becomes an array, and so is not a string. */
export const parametersSchema = z
  .object({
    visitorImId: z.string().min(1).max(256),
    easemobId: id,
    to: id,
    lang: z.enum(['en', 'zh']).optional(),
    agentId: id,
    userId: id,
    tenantId: id,
    ssid: id,
    originType: id,
    serviceNumber: id,
    email: text,
    agentName: text,
    nickname: text,
    desc: text,
    techChannelName: text,
    trueName: text,
  })
  .catchall(z.string().max(8000))

type Parameters = z.infer<typeof parametersSchema>

export function toVisit(parameters: Parameters, desKey: string | undefined) {
  const { visitorImId, originType, to, nickname, desc, techChannelName } = parameters
  const channel = visitorImId.startsWith('webim-visitor-')
    ? 'web'
    : to?.startsWith('gh_')
      ? 'wechat'
      : CHANNELS[originType as keyof typeof CHANNELS]
  const custom = Object.entries(parameters)
    .filter(([name]) => !(name in parametersSchema.shape))
    .map(([name, value]) => ({ name, value: desKey ? decrypt(String(value), desKey) : String(value) }))
  return { visitorImId, channel, nickname, desc, techChannelName, custom }
}

/** Single DES is triple DES with three equal keys; null if the value cannot be decrypted. */
function decrypt(hex: string, desKey: string): string | null {
  try {
    const key = Buffer.from(desKey).subarray(0, 8)
    const decipher = createDecipheriv('des-ede3', Buffer.concat([key, key, key]), null)
    return decipher.update(hex, 'hex', 'utf8') + decipher.final('utf8')
  } catch {
    return null
  }
}
