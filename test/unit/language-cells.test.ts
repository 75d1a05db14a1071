import { expect, test } from 'vitest'
import { createLanguageCells } from '../../src/page/cells/language-cells.ts'

test('a language has its name in the page’s language, each time; an unknown tag is shown unchanged', () => {
  const [toEnglish, toChinese] = [createLanguageCells('en'), createLanguageCells('zh')]
  const tags = ['de', 'zh_TW', 'x-none', 'not a tag', 'de', 'zh_TW', 'x-none', 'not a tag']
  const english = ['German', 'Chinese (Taiwan)', 'x-none', 'not a tag']
  expect(tags.map((tag) => toEnglish(tag).text)).toEqual([...english, ...english])
  expect(toChinese('de').text).toBe('德语')
})
