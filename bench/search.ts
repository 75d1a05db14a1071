import { parseArgs } from 'node:util'
import { Client } from 'pg'
import { NO_PARAMETERS } from '../src/customer/lookup-parameters.ts'
import { readQueries } from '../src/customer/query-file/queries.ts'
import { createSearcher, type SearchResult } from '../src/customer/search.ts'
import { toSearchTerms } from '../src/customer/search-terms.ts'
import { createPool } from '../src/database/pool.ts'
import { ensureCustomers, postmasterPid, printProgress, startDatabase } from './database.ts'
import { PEOPLE } from './people.ts'
import { median } from './report.ts'
import { pinAway } from './server-process.ts'
import { createRandom } from './visitors.ts'

/*
 * The time of a search among many customers, one at a time, with the page's own search: `npm run bench:search`. Each
 * term is used once; half of the kinds find a customer, and half find none.
 */

const { values } = parseArgs({
  options: {
    customers: { type: 'string', default: '500000' },
    terms: { type: 'string', default: '1000' },
    queries: { type: 'string', default: 'queries' },
  },
})
const count = Number(values.terms)
const random = createRandom(1)
const choose = (most: number) => Math.floor(random() * most)

interface Person {
  email: string
  phone: string
  customer_no: string
  order_no: string
  full_name: string
}

const LATIN = /^[\p{Script=Latin} ]+$/u
const letters = (length: number) =>
  Array.from({ length }, () => String.fromCharCode(97 + choose(26))).join('')
const digits = (length: number) => Array.from({ length }, () => choose(10)).join('')
/** Of characters that are rare in names. */
const characters = (length: number) =>
  Array.from({ length }, () => String.fromCharCode(0x4e00 + choose(0x5000))).join('')

type Kind = [name: string, found: ((person: Person) => string) | null, absent: (() => string) | null]

const KINDS: Kind[] = [
  ['e-mail address', ({ email }) => email, () => `${letters(10)}@example.com`],
  ['phone', ({ phone }) => phone, () => `190${digits(8)}`],
  ['phone with country', ({ phone }) => `+86 ${phone}`, () => `+86 190${digits(8)}`],
  ['end of a phone, 4', ({ phone }) => phone.slice(-4), null],
  ['end of a phone, 8', ({ phone }) => phone.slice(-8), () => `${digits(4)}00${digits(6)}`],
  ['customer number', ({ customer_no: number }) => number, () => `C9${digits(9)}`],
  ['order number', ({ order_no: number }) => number, () => `N9${digits(11)}`],
  ['Latin name', ({ full_name: name }) => name, () => `${letters(5)} ${letters(7)}`],
  ['Latin surname', ({ full_name: name }) => name.split(' ').at(-1) ?? '', () => letters(8)],
  ['beginning of a Latin name', ({ full_name: name }) => name.slice(0, 3), () => letters(3)],
  ['Chinese name', ({ full_name: name }) => name, () => characters(3)],
  ['two Chinese characters', ({ full_name: name }) => name.slice(-2), () => characters(2)],
]

/** One customer per term, with a name in the script of the term's kind. */
async function readPeople(url: string): Promise<Person[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  const ids = Array.from({ length: 6 * count }, () => 1 + choose(Number(values.customers)))
  const { rows } = await client.query<Person>(
    `select email, phone, customer_no, full_name, (select order_no from orders where customer_id = customers.id limit 1)
     from customers where id = any ($1::bigint[]) order by md5(id::text)`,
    [ids],
  )
  await client.end()
  return rows
}

const database = await startDatabase()
try {
  pinAway(postmasterPid())
  const url = await ensureCustomers(database.url, Number(values.customers), {
    database: 'bench_people',
    names: PEOPLE,
  })
  const people = await readPeople(url)
  const { search: file } = readQueries(values.queries).queries
  if (!file) throw new Error('There is no search.sql')
  const pool = createPool({ url, max: 1, timeoutMs: 2000, onLost: () => undefined })
  const search = createSearcher({ pool, file })
  const nobody = { ...NO_PARAMETERS, lang: 'en' }

  async function measure(name: string, typed: string[]): Promise<string> {
    const times: number[] = []
    const results: SearchResult[] = []
    for (const text of typed) {
      const terms = toSearchTerms(text)
      if (!terms) throw new Error(`Too short to be searched for: a term of ${name}`)
      const started = performance.now()
      results.push(await search(terms, nobody))
      times.push(performance.now() - started)
    }
    times.sort((a, b) => a - b)
    const hits = results.filter(({ customers }) => customers.rows.length > 0).length
    const late = results.filter(({ status }) => status !== 'ok').length
    const figures = [median(times), times[Math.floor(times.length * 0.99)] ?? NaN, times.at(-1) ?? NaN]
    return `| ${[name, typed.length, hits, ...figures.map((time) => time.toFixed(2)), late].join(' | ')} |`
  }

  process.stdout.write('| term | searches | found | median ms | p99 ms | most ms | late |\n')
  process.stdout.write(`| --- |${' --: |'.repeat(6)}\n`)
  for (const [name, found, absent] of KINDS) {
    const isChinese = name.includes('Chinese')
    const isName = isChinese || name.includes('Latin')
    const known = people.filter(({ full_name }) => !isName || LATIN.test(full_name) !== isChinese)
    if (known.length < count) printProgress(`${name}: only ${known.length} customers`)
    if (found) {
      const typed = known.slice(0, count).map(found)
      process.stdout.write(`${await measure(name, typed)}\n`)
    }
    if (absent) {
      const typed = Array.from({ length: count }, absent)
      process.stdout.write(`${await measure(`${name}, absent`, typed)}\n`)
    }
  }
  await pool.end()
} finally {
  await database.stop()
}
