import { expect, test } from 'vitest'
import { parseQuery } from '../../src/visit/query-string.ts'

const cases: [string, string, [string, string][]][] = [
  ['no query', '/', []],
  ['an empty query', '/?', []],
  [
    'order and repetition are kept',
    '/?b=1&a=2&b=3',
    [
      ['b', '1'],
      ['a', '2'],
      ['b', '3'],
    ],
  ],
  [
    'brackets and dots are part of the name',
    '/?a[b]=1&a.c=2&a[]=3',
    [
      ['a[b]', '1'],
      ['a.c', '2'],
      ['a[]', '3'],
    ],
  ],
  [
    'a name alone has an empty value',
    '/?a&b=',
    [
      ['a', ''],
      ['b', ''],
    ],
  ],
  ['an equals sign belongs to the value', '/?a=b=c', [['a', 'b=c']]],
  ['a plus is a space, and %2B a plus', '/?a=1+2%2B3', [['a', '1 2+3']]],
  ['UTF-8, percent-encoded', '/?%E5%A7%93=%E6%9D%8E', [['姓', '李']]],
  [
    'a percent sign that encodes nothing stays',
    '/?a=100%&b=%zz',
    [
      ['a', '100%'],
      ['b', '%zz'],
    ],
  ],
  ['bytes that are not UTF-8 become U+FFFD', '/?a=%ff', [['a', '\ufffd']]],
  ['a second question mark belongs to the value', '/?a=1?b=2', [['a', '1?b=2']]],
  [
    'names of the language are names',
    '/?__proto__=1&constructor=2',
    [
      ['__proto__', '1'],
      ['constructor', '2'],
    ],
  ],
]

test.each(cases)('splits a query into pairs as sent: %s', (_name, target, pairs) => {
  expect(parseQuery(target).map(({ name, value }) => [name, value])).toEqual(pairs)
})
