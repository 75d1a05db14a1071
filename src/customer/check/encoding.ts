import { QueryError } from '../../database/query-error.ts'
import { orQueryError, type RunQuery } from './run-query.ts'

/** A character that the database's encoding lacks: nothing in the database can equal such a text. */
export const isUnencodable = ({ sqlState }: QueryError) => sqlState === '22P05'

const CONVERTED = "convert_from(convert(convert_to(name, 'SQL_ASCII'), 'GBK', 'UTF8'), 'UTF8')"

/** Warns of an encoding in which some texts fail. */
export async function findEncoding(query: RunQuery): Promise<string[]> {
  const shown = await query('show server_encoding').catch(orQueryError)
  const encoding = shown instanceof QueryError ? null : shown.rows[0]?.[0]
  if (typeof encoding !== 'string' || encoding === 'UTF8') return []
  const effect =
    encoding === 'SQL_ASCII'
      ? `a query fails on text that is not UTF-8, unless it converts it, as in ${CONVERTED}`
      : 'ids and search terms with characters that it lacks match nobody, and panels fail that get them by :sent'
  return [`The encoding of the database is ${encoding}, not UTF8: ${effect}`]
}
