import { expect, test } from 'vitest'
import { createLanguageCells } from '../../src/page/cells/language-cells.ts'

test('shows a language by its name in the page’s language, and an unknown tag unchanged', () => {
  const [toEnglish, toChinese] = [createLanguageCells('en'), createLanguageCells('zh')]
  const tags = ['de', 'zh_TW', 'x-none', 'not a tag', 'de', 'zh_TW', 'x-none', 'not a tag']
  const english = ['German', 'Chinese (Taiwan)', 'x-none', 'not a tag']
  expect(tags.map((tag) => toEnglish(tag).text)).toEqual([...english, ...english])
  expect(toChinese('de').text).toBe('德语')
})
