import { describe, expect, test } from 'vitest'
import { toMarkupText } from '../../src/page/cells/markup-text.ts'

describe('the text of HTML, and never its markup', () => {
  test.each([
    ['plain', 'plain'],
    ['', ''],
    ['<p>One</p><p>Two</p>', 'One\nTwo'],
    ['<div>One<div>Two</div>Three</div>', 'One\nTwo\nThree'],
    ['One<br>Two<BR/>Three<br >Four', 'One\nTwo\nThree\nFour'],
    ['<ul><li>a<li>b</ul>c', 'a\nb\nc'],
    ['<table><tr><td>a</td><td>b</td></tr><tr><th>c</table>', 'a b\nc'],
    ['<b>bold</b> and <i>thin</i>', 'bold and thin'],
    ['13<b>8</b>00', '13800'],
    ['  a\n\t b  ', 'a b'],
    ['<pre>a\n  b</pre>', 'a\nb'],
    ['&lt;b&gt; &amp;amp; &#20013;&#x6587; &hearts; &notin; &#x1F600;', '<b> &amp; 中文 ♥ ∉ 😀'],
    ['a&nbsp;b<p>&nbsp;</p>c', 'a\u00a0b\nc'],
    ['&unknown; &#0; &#xD800; &#x110000; & &;', '&unknown; \ufffd \ufffd \ufffd & &;'],
    ['5 < 6 > 4 <3', '5 < 6 > 4 <3'],
    ['a<script>alert("</b>")</script>b', 'ab'],
    ['a<SCRIPT src=x>1</script >b', 'ab'],
    ['a<style>b{}</style>c<!-- d <p> -->e<!doctype html>f<?php g ?>h', 'acefh'],
    ['a<template>b<template>c</template>d</template>e', 'ae'],
    ['a<title>b</title>c<iframe>d</iframe>e', 'ace'],
    ['a<script>b', 'a'],
    ['a<!-- b', 'a'],
    ['a<b c="d', 'a'],
    ['a</b></p>b', 'a\nb'],
    ['<a href="javascript:alert(1)" title="<p>">link</a>', 'link'],
    ['<img src=x onerror=alert(1)>', ''],
    ['Hi<blockquote type=cite><p>a<p>b<pre>c\nd</pre></blockquote>e', 'Hi\n> a\n> b\n> c\n> d\ne'],
    ['<blockquote>a<BLOCKQUOTE>b</BLOCKQUOTE >c</blockquote></blockquote>d', '> a\n>> b\n> c\nd'],
    ['a<blockquote><br></blockquote>b', 'a\nb'],
    [`${'<blockquote>'.repeat(9)}a`, '>>>>> a'],
    ['<blockquote>a<template></blockquote></template>b</blockquote>c', '> ab\nc'],
    ['a<svg><text>b</text></svg>', 'ab'],
  ])('%j', (html, text) => {
    expect(toMarkupText(html)).toBe(text)
  })
})

describe('a megabyte of any content takes linear time', () => {
  const repeat = (part: string) => part.repeat(Math.ceil(1_000_000 / part.length))
  test.each([
    ['tags that are never closed', repeat('<b>')],
    ['ends of what was never begun', repeat('<b>').slice(0, 500_000) + repeat('</i>').slice(0, 500_000)],
    ['blocks in blocks', repeat('<div>')],
    ['quotations of quotations', repeat('<blockquote>a')],
    ['beginnings of tags', repeat('<a ')],
    ['beginnings of comments', repeat('<!--')],
    ['comments', repeat('<!---->')],
    ['beginnings of sections', repeat('<![CDATA[')],
    [
      'one tag of many attributes',
      `<a ${Array.from({ length: 150_000 }, (_, at) => `a${String(at)}`).join(' ')}>`,
    ],
    ['signs of entities', repeat('&')],
    ['entities', repeat('&#x41;')],
    ['entities that are none', repeat('&notit')],
    ['quotes', `<a b=${repeat('"')}`],
    ['spaces', `a${repeat(' ')}b`],
    ['line ends', `<pre>${repeat('\n')}</pre>`],
    ['scripts that are never closed', repeat('<script>')],
    ['templates', repeat('<template>')],
    ['less-than signs', repeat('<')],
    ['text', repeat('word ')],
  ])('%s', (_name, html) => {
    // Processor time, which others do not take.
    const start = process.cpuUsage()
    toMarkupText(html)
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(5000)
  })
})
