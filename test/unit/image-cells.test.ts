import { describe, expect, test } from 'vitest'
import { createImageMaker } from '../../src/page/cells/image-cells.ts'

const HOSTS = ['img.example.com', '*.cdn.example.com']
const asset = (path: string) =>
  path === 'products/table.svg' ? '/crm/assets/products-table.0.svg' : undefined
const make = createImageMaker({ hosts: HOSTS, asset }, (value) => ({ kind: 'text', text: String(value) }))
const sourceOf = (value: unknown, address?: unknown) => {
  const cell = make(value, address)
  return cell?.kind === 'image' ? cell.src : null
}

describe('a picture from a configured host', () => {
  test.each([
    ['https://img.example.com/a.png', 'https://img.example.com/a.png'],
    ['https://img.example.com/a.png?w=80#x', 'https://img.example.com/a.png?w=80#x'],
    ['HTTPS://IMG.EXAMPLE.COM/A.png', 'https://img.example.com/A.png'],
    ['https://img.example.com:443/a', 'https://img.example.com/a'],
    ['https://a.cdn.example.com/a', 'https://a.cdn.example.com/a'],
    ['https://a.b.cdn.example.com/a', 'https://a.b.cdn.example.com/a'],
    ['https:\\\\img.example.com\\a"><b', 'https://img.example.com/a%22%3E%3Cb'],
    ['https://img.example.com/图.png', 'https://img.example.com/%E5%9B%BE.png'],
  ])('%s', (address, src) => {
    expect(sourceOf(address)).toBe(src)
  })

  test.each([
    'http://img.example.com/a.png',
    'javascript:alert(1)',
    'data:image/svg+xml,<svg onload=alert(1)>',
    'data:image/png;base64,iVBORw0KGgo=',
    '//img.example.com/a.png',
    'blob:https://img.example.com/a',
    'https://img.example.com@evil.example/a.png',
    'https://evil.example/https://img.example.com/a.png',
    'https://evil.example#.img.example.com/a.png',
    'https://evil.example\\@img.example.com/a.png',
    'https://user@img.example.com/a.png',
    'https://user:word@img.example.com/a.png',
    'https://img.example.com:8443/a.png',
    'https://img.example.com.evil.example/a.png',
    'https://evilimg.example.com/a.png',
    'https://img.example.com./a.png',
    'https://cdn.example.com/a.png',
    'https://.cdn.example.com/a.png',
    'https://evilcdn.example.com/a.png',
    'https://xn--mg-xka.example.com/a.png',
    `https://img.example.com/${'a'.repeat(2048)}`,
    'https://img.example.com%2f@evil.example/a.png',
    'https://[::1]/a.png',
    'https://',
    'a.png',
    '',
    '1',
  ])('and any other text as text: %s', (address) => {
    expect(make(address, undefined)).toEqual({ kind: 'text', text: address })
  })
})

describe('a bundled picture', () => {
  test.each(['assets/products/table.svg', '/assets/products/table.svg'])('%s', (path) => {
    expect(sourceOf(path)).toBe('/crm/assets/products-table.0.svg')
  })
  test.each([
    'products/table.svg',
    'assets/products/none.svg',
    'assets/../style.css',
    'assets/style.css',
    'assets/',
    'https://assets/products/table.svg',
    '//assets/products/table.svg',
    'assets/__proto__',
  ])('and a missing one as text: %s', (path) => {
    expect(sourceOf(path)).toBe(null)
  })
})

const STARTS = {
  png: '89504e470d0a1a0a0000000d',
  jpeg: 'ffd8ffe000104a464946',
  gif: Buffer.from('GIF89a').toString('hex'),
  webp: Buffer.from('RIFF\0\0\0\0WEBPVP8 ').toString('hex'),
}

describe('bytes are a picture by their signature', () => {
  test.each(Object.entries(STARTS))('%s', (type, start) => {
    expect(sourceOf(Buffer.from(start, 'hex'))).toBe(
      `data:image/${type};base64,${Buffer.from(start, 'hex').toString('base64')}`,
    )
  })

  test('up to twenty kilobytes', () => {
    const bytes = Buffer.alloc(20 * 1024)
    Buffer.from(STARTS.png, 'hex').copy(bytes)
    expect(sourceOf(bytes)).toMatch(/^data:image\/png;base64,/)
    expect(sourceOf(Buffer.concat([bytes, Buffer.alloc(1)]))).toBe(null)
    expect(sourceOf(Buffer.concat([bytes, Buffer.alloc(1024)]))).toBe(null)
  })

  test.each([
    ['svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
    ['svg behind a declaration', Buffer.from('<?xml version="1.0"?><svg/>')],
    ['html', Buffer.from('<!doctype html><script>alert(1)</script>')],
    ['a byte before', Buffer.from(`00${STARTS.png}`, 'hex')],
    ['the beginning of a beginning', Buffer.from(STARTS.png.slice(0, 14), 'hex')],
    ['sound', Buffer.from('RIFF\0\0\0\0WAVEfmt ')],
    ['an older GIF', Buffer.from('GIF88a')],
    ['bitmap', Buffer.from('BM')],
    ['nothing', Buffer.alloc(0)],
  ])('and not otherwise: %s', (_name, bytes) => {
    expect(sourceOf(bytes)).toBe(null)
  })
})

describe('an address built by the format', () => {
  test('replaces the value', () => {
    expect(sourceOf('SKU', 'https://img.example.com/SKU.jpg')).toBe('https://img.example.com/SKU.jpg')
  })
  test.each([null, 'https://evil.example/SKU.jpg'])('or is shown as text: %s', (address) => {
    expect(make('SKU', address)).toEqual({ kind: 'text', text: 'SKU' })
  })
})
