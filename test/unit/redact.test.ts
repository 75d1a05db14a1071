import { describe, expect, test } from 'vitest'
import { createRedactor } from '../../src/page/redaction/redact.ts'

describe('a masked value is found where it stands openly', () => {
  const redact = createRedactor(['+86 199 0000 0127', 'emma.johansson@example.com', '李继鹏', 'A7'])
  test.each([
    ['19900000127', '199****0127'],
    ['86-199-0000-0127', '199****0127'],
    ['user_19900000127', 'us****27'],
    ['call 199 0000 0127 after six', 'ca****ix'],
    ['Emma.Johansson@Example.com', 'E****@Example.com'],
    ['emma.johansson', 'em****on'],
    ['寄给李继鹏收', '寄**'],
    ['A7', '****'],
  ])('%s', (text, shown) => {
    expect(redact(text)).toBe(shown)
  })

  test.each(['Emma', '李', 'A7B', '0000', '2026-11-12', 'example.com', '', '+86 188 1111 2222'])(
    '%s tells nothing',
    (text) => {
      expect(redact(text)).toBe(text)
    },
  )

  test.each([
    [['张伟'], '张伟 是 VIP 客户, 请优先处理'],
    [['张伟'], 'VIP customer, ask for 张伟'],
    [['acme-corp.com'], 'joe@acme-corp.com'],
    [['13800001111 / 13900002222'], '13800001111'],
    [['13800001111-802'], '13800001111'],
    [['Bob Smith <bob.smith@x.org>'], 'bob.smith@x.org'],
    [['李继鹏 先生'], '李继鹏'],
    [['ou/li@x.org'], 'ou/li'],
    [['mailto:ou/li@x.org'], 'mailto:ou/li'],
    [['13800001111'], '１３８００００１１１１'],
    [['1990-05-17'], '1990-05-17T00:00:00.000Z'],
  ])('%j is not told by "%s"', (secrets, text) => {
    const shown = createRedactor(secrets)(text)
    for (const secret of secrets) expect(shown).not.toContain(secret)
    expect(shown).not.toBe(text)
    expect(shown).not.toMatch(/张伟|acme-corp|3800001111|bob\.smith|李继鹏|1990/)
  })

  test('when some masked values are not known, whatever looks like one is masked', () => {
    const cautious = createRedactor([], true)
    expect(cautious('13900002222')).toBe('139****2222')
    expect(cautious('emma@example.com')).toBe('****')
    expect(cautious('webim-visitor-8K2FTG9Q')).toBe('webim-visitor-8K2FTG9Q')
  })

  test('nothing masked, nothing concealed', () => {
    expect(createRedactor([])('19900000127')).toBe('19900000127')
  })
})
