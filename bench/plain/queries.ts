import { join } from 'node:path'
import { readQueryFile } from '../../src/customer/query-file/query-file.ts'

/** The page's own statements: the comparison is about how they are run and how the rows are rendered. */
export function readPlainQueries(directory: string) {
  const read = (path: string) => readQueryFile(join(directory, path)).file
  return {
    customer: read('customer.sql'),
    summary: read('panels/10-summary.sql'),
    orders: read('panels/20-orders.sql'),
    conversations: read('panels/25-conversations.sql'),
    channels: read('panels/30-channels.sql'),
  }
}
