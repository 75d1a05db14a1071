import { expect, test } from 'vitest'
import { maskText } from '../../src/page/redaction/mask.ts'

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
