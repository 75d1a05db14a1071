import { describe, expect, test } from 'vitest'
import { createConcealer, maskText } from '../../src/page/mask.ts'

test.each([
  ['13800138000', '138****8000'],
  ['+86 138 0013 8000', '138****8000'],
  ['138-0013-8000', '138****8000'],
  ['+1 202-555-0143', '****43'],
  ['555-0143', '****43'],
  ['emma.johansson@example.com', 'e****@example.com'],
  ['李@example.cn', '****@example.cn'],
  ['bo@example.cn', '****@example.cn'],
  ['李继鹏', '李**'],
  ['王红', '王**'],
  ['欧阳小明', '欧**'],
  ['Emma Johansson', 'Em****on'],
  ['EMJ7K2QX9TRW4HVB6NPC', 'EM****PC'],
  ['A1B2C3', 'A****'],
  ['1234', '****'],
  ['x', '****'],
  ['👩‍👩‍👧‍👦 family of four', '👩‍****ur'],
])('%s is shown as %s', (text, masked) => {
  expect(maskText(text)).toBe(masked)
})

describe('a masked value is found where it stands openly', () => {
  const conceal = createConcealer(['+86 199 0000 0127', 'emma.johansson@example.com', '李继鹏', 'A7'])
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
    expect(conceal(text)).toBe(shown)
  })

  test.each(['Emma', '李', 'A7B', '0000', '2026-11-12', 'example.com', '', '+86 188 1111 2222'])(
    '%s tells nothing',
    (text) => {
      expect(conceal(text)).toBe(text)
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
    [['13800001111'], '１３８００００１１１１'],
    [['1990-05-17'], '1990-05-17T00:00:00.000Z'],
  ])('%j is not told by "%s"', (secrets, text) => {
    const shown = createConcealer(secrets)(text)
    for (const secret of secrets) expect(shown).not.toContain(secret)
    expect(shown).not.toBe(text)
    expect(shown).not.toMatch(/张伟|acme-corp|3800001111|bob\.smith|李继鹏|1990/)
  })

  test('when some masked values are not known, whatever looks like one is masked', () => {
    const cautious = createConcealer([], true)
    expect(cautious('13900002222')).toBe('139****2222')
    expect(cautious('emma@example.com')).toBe('****')
    expect(cautious('webim-visitor-8K2FTG9Q')).toBe('webim-visitor-8K2FTG9Q')
  })

  test('nothing masked, nothing concealed', () => {
    expect(createConcealer([])('19900000127')).toBe('19900000127')
  })
})
