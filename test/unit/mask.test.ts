import { describe, expect, test } from 'vitest'
import { maskText } from '../../src/page/redaction/mask.ts'
import { maskSent } from '../../src/page/redaction/mask-sent.ts'

test.each([
  ['13800138000', '138****8000'],
  ['+86 138 0013 8000', '138****8000'],
  ['0086-138-0013-8000', '138****8000'],
  ['138-0013-8000', '138****8000'],
  ['１３８００１３８０００', '138****8000'],
  ['138\u00ad0013\u200b8000', '138****8000'],
  ['+1 415 555 0132', '****32'],
  ['+14155550132', '****32'],
  ['1-415-555-0132', '****32'],
  ['1 (415) 555-0132', '****32'],
  ['+1 202-555-0143', '****43'],
  ['+852 6123 4567', '****67'],
  ['(020) 8765 4321', '****21'],
  ['555-0143', '****43'],
  ['110101199002030019', '****19'],
  ['11010119900203001X', '****1X'],
  ['6222 0212 3456 7890 123', '****23'],
  ['emma.johansson@example.com', 'e****@example.com'],
  ['李@example.cn', '****@example.cn'],
  ['bo@example.cn', '****@example.cn'],
  ['李继鹏', '李**'],
  ['王红', '王**'],
  ['欧阳小明', '欧**'],
  ['Emma Johansson', 'Em****on'],
  ['EMJ7K2QX9TRW4HVB6NPC', 'EM****PC'],
])('%s is shown as %s', (text, masked) => {
  expect(maskText(text)).toBe(masked)
})

describe('of what is short or one of few, only stars are shown', () => {
  test.each([
    ...['true', 'false', 'yes', 'no', 'positive', 'negative', 'male', 'female', 'married', 'unmarried'],
    ...['HIV positive', 'not pregnant', 'Never Married', 'Not Pregnant', 'Divorced', 'type 2 diabetes'],
    ...['阳性', '阴性', '男', '女', '已婚', '未婚', '高危', '低危', '是'],
    ...['1990-05-17', '17.05.1990', '5/17/1990', '19900517', '1990年5月17日', 'May 17, 1990', '17-May-1990'],
    ...['1990-05-17T00:00:00.000Z', '1990-05-17 08:00:00+08'],
    ...['1234', '123456', '0000', 'A1B2C3', 'x', 'hunter2', '12345.67', '1,234,567.89', '{"a":"b"}'],
    ...['👩‍👩‍👧‍👦 family of four', 'Call after six, please', 'a'.repeat(10_000)],
  ])('%s', (text) => {
    expect(maskText(text)).toBe('****')
  })
})

describe('what was sent is masked by its shape', () => {
  test.each([
    ['19900000166', '199****0166'],
    ['user_19900000166', 'user_199****0166'],
    ['call 199-0000-0166 after six', 'call 199****0166 after six'],
    ['13800001111 13900002222', '****'],
    ['13800001111x', '****'],
    ['+1 415 555 0132', '****32'],
    ['write to emma.johansson@example.com', 'write to e****@example.com'],
    ['11010119900203001X', '****1X'],
  ])('%s is shown as %s', (text, masked) => {
    expect(maskSent(text)).toBe(masked)
  })

  test.each([
    ...['webim-visitor-8K2FTG9QTYWRT8EYVJ7F', 'emma.johansson', '李继鹏', '40', '123456', '2026-03-01'],
    ...['2026-03-01 12:30', '192.168.100.200', '12345.67', '6f9619ff-8b86-4d01-b42d-00cf4fc964ff', ''],
    ...['12345678-8b86-4d01-b42d-00cf4fc964ff', '２０２６'],
  ])('%s is shown as it is', (text) => {
    expect(maskSent(text)).toBe(text)
  })
})
