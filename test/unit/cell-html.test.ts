import { expect, test } from 'vitest'
import type { Cell } from '../../src/page/cells/cell.ts'
import { createCellWriter } from '../../src/page/html/cell-html.ts'
import { createTextWriters } from '../../src/page/html/html-text.ts'
import { TEXTS } from '../../src/page/texts/texts.ts'

const show = createCellWriter(TEXTS.en, createTextWriters('en'))
const text = `<b a="1" b='2'>&`
const escaped = '&lt;b a=&#34;1&#34; b=&#39;2&#39;&gt;&amp;'

test.each<[Cell, string]>([
  [{ kind: 'text', text, alert: true }, `<bdi class="alert">${escaped}</bdi>`],
  [{ kind: 'text', text }, escaped],
  [{ kind: 'text', text: 'a\nb' }, '<bdi>a\nb</bdi>'],
  [{ kind: 'text', text: 'שלום' }, '<bdi>שלום</bdi>'],
  [{ kind: 'text', text: 'a\u202eb' }, '<bdi>a\ufffdb</bdi>'],
  [{ kind: 'number', text: '$1,234.50', exact: null }, '$1,234.50'],
  [{ kind: 'text', text: '李', alert: false }, '<bdi lang="zh" class="quiet">李</bdi>'],
  [{ kind: 'number', text, exact: `${text}.50` }, `<bdi title="${escaped}.50">${escaped}</bdi>`],
  [
    { kind: 'time', text, exact: text, datetime: text },
    `<time datetime="${escaped}" title="${escaped}">${escaped}</time>`,
  ],
  [
    { kind: 'time', text: 'Nov 26', exact: null, datetime: '2026-11-26', alert: 'overdue', copy: 'Nov 26' },
    '<span class="alert">Overdue <time datetime="2026-11-26" data-copy>Nov 26</time></span>',
  ],
  [{ kind: 'badge', text, tone: 'bad' }, `<span class="badge bad">${escaped}</span>`],
  [{ kind: 'tags', text: '', tags: [text] }, `<ul class="tags"><li>${escaped}</li></ul>`],
  [{ kind: 'entries', text: '', entries: [[text, text]] }, `<div>${escaped}: ${escaped}</div>`],
  [{ kind: 'link', text, href: `tel:${text}` }, `<a href="tel:${escaped}">${escaped}</a>`],
  [
    { kind: 'link', text, href: 'https://shop.example' },
    `<a href="https://shop.example" target="_blank" rel="noreferrer">${escaped}</a>`,
  ],
  [
    { kind: 'masked', text, proof: text, isCopyable: true },
    `<bdi>${escaped}</bdi> <button class="reveal" form="reveal" name="value" value="${escaped}" data-hide="Hide" data-copyable>Show</button>`,
  ],
  [
    { kind: 'shown', text, href: null, copy: text },
    `<span data-copy><bdi>${escaped}</bdi> <button class="reveal" form="reveal">Hide</button></span>`,
  ],
  [
    { kind: 'shown', text, href: `tel:${text}` },
    `<a href="tel:${escaped}"><bdi>${escaped}</bdi></a> <button class="reveal" form="reveal">Hide</button>`,
  ],
  [{ kind: 'text', text: 'a', copy: text }, `<bdi data-copy="${escaped}">a</bdi>`],
  [{ kind: 'badge', text, tone: 'bad', copy: text }, `<span class="badge bad" data-copy>${escaped}</span>`],
  [
    { kind: 'tags', text: '', tags: ['a'], copy: 'a' },
    '<span data-copy="a"><ul class="tags"><li>a</li></ul></span>',
  ],
])('escapes every part of the cell %j', (cell, html) => {
  expect(show(cell)).toBe(html)
})
