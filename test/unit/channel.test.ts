import { describe, expect, test } from 'vitest'
import { isCaseFolded, isChannelUncertain, toLinkChannel } from '../../src/visit/channel.ts'

const OPENID = 'oABCdefGHIjklMNOpqrSTUvwxYZ0'
const NO_OPENIDS = [
  'lijipeng_2019',
  OPENID.slice(1),
  `${OPENID}1`,
  `x${OPENID}`,
  OPENID.replace('C', '.'),
  '',
]

describe('an id is linked in the channel that its shape implies', () => {
  test.each([
    ['webim-visitor-8K2FTG9QTYWRT8EYVJ7F', null, 'web'],
    ['webim-visitor-8K2FTG9QTYWRT8EYVJ7F', 'gh_3f8a0c7d5e21', 'web'],
    [OPENID, 'gh_3f8a0c7d5e21', 'wechat'],
    [OPENID, 'kefuchannelimid_gh_1', 'unknown'],
    ['a-webim-visitor-1', null, 'unknown'],
  ])('%s to %j: %s', (visitorImId, to, channel) => {
    expect(toLinkChannel({ visitorImId, to })).toBe(channel)
  })

  test('and not in the one that the query names, which a visitor can write', () => {
    const query = { visitorImId: 'a', to: null, originType: 'app', agentId: '7', tenantId: '35' }
    expect(toLinkChannel(query)).toBe('unknown')
  })
})

describe('ids that differ in case are equal', () => {
  test('in the app and the site, and nowhere else', () => {
    for (const id of [OPENID, 'lijipeng_2019']) {
      for (const channel of ['app', 'web'] as const) expect(isCaseFolded(channel, id)).toBe(true)
      for (const channel of ['wechat', 'weibo', 'phone', 'rest', 'wecom'] as const)
        expect(isCaseFolded(channel, id)).toBe(false)
    }
  })

  test('where the channel is not known, unless the id has the shape of WeChat’s', () => {
    expect(isCaseFolded(null, OPENID)).toBe(false)
    for (const id of NO_OPENIDS) expect([id, isCaseFolded(null, id)]).toEqual([id, true])
  })
})

describe('an id without a channel is ambiguous', () => {
  test('unless the customer has it in the app or on the site', () => {
    for (const id of NO_OPENIDS) {
      for (const channels of [['app'], ['web'], ['weibo', 'web']])
        expect(isChannelUncertain(id, channels, false)).toBe(false)
      for (const channels of [[], ['wechat'], ['weibo', 'phone']])
        expect(isChannelUncertain(id, channels, false)).toBe(true)
    }
  })

  test('or it was linked without a channel', () => {
    expect(isChannelUncertain('a', ['unknown'], true)).toBe(false)
    expect(isChannelUncertain('a', ['unknown'], false)).toBe(true)
    expect(isChannelUncertain('a', ['wechat'], true)).toBe(true)
  })

  test('an id of WeChat’s shape must also be the customer’s in WeChat', () => {
    expect(isChannelUncertain(OPENID, ['app'], false)).toBe(true)
    expect(isChannelUncertain(OPENID, ['unknown'], true)).toBe(true)
    expect(isChannelUncertain(OPENID, ['wechat'], false)).toBe(true)
    expect(isChannelUncertain(OPENID, ['app', 'wechat'], false)).toBe(false)
    expect(isChannelUncertain(OPENID, ['unknown', 'wechat'], true)).toBe(false)
  })

  test('without known channels, only an id of WeChat’s shape', () => {
    expect(isChannelUncertain(OPENID, null, false)).toBe(true)
    for (const id of NO_OPENIDS) expect(isChannelUncertain(id, null, false)).toBe(false)
  })
})
