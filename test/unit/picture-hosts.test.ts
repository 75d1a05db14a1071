import { expect, test } from 'vitest'
import { findUnlistedHosts } from '../../src/customer/check/picture-hosts.ts'
import { loadQueries, writeQueries } from '../support/queries.ts'

const queries = loadQueries(
  writeQueries({
    'customer.sql':
      '-- column face: Face | 头像 | image(https://Faces.example.com/{no}.png)\n-- column own: Own | 自有 | image\nselect 1 as id, :visitorImId as no, 1 as face, 1 as own',
    'panels/10-goods.sql':
      '-- column items: Items | 商品 | rows(photo: Photo image(https://img.example.com/{sku}), sku: SKU)\n-- column site: Site | 网站 | link(https://other.example.com/{no})\nselect null::json as items, 1 as no, 1 as site where :customerId <> 1',
    'panels/parcels/10-label.sql':
      '-- column label: Label | 面单 | image(https://labels.example.net/{no})\nselect 1 as no, 1 as label where :customerId <> 1',
  }),
)
const hostsIn = (warnings: readonly string[]) =>
  warnings.map((warning) => /(\w+\.sql:\d+): column (\w+) has pictures of (\S+),/.exec(warning)?.slice(1))

test('reports a picture host missing from IMAGE_HOSTS with file, line and column, in every window', () => {
  expect(hostsIn(findUnlistedHosts(queries, []))).toEqual([
    ['customer.sql:1', 'face', 'faces.example.com'],
    ...[['goods.sql:1', 'items', 'img.example.com']],
    ['label.sql:1', 'label', 'labels.example.net'],
  ])
})

test.each([
  ['by name', ['faces.example.com', 'img.example.com', 'labels.example.net'], 0],
  ['by what it is below', ['*.example.com', '*.example.net'], 0],
  ['but not the name itself below which others are', ['*.faces.example.com', '*.example.net'], 2],
])('does not report one that is listed %s', (_name, hosts, count) => {
  expect(findUnlistedHosts(queries, hosts)).toHaveLength(count)
})
