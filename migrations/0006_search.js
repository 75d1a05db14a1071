/**
 * The indexes of the search, made without a transaction so that nobody waits for them: that of the names takes minutes
 * for millions of customers. One that broke off leaves an index that is not valid, so that each begins anew.
 * @param {import('node-pg-migrate').MigrationBuilder} pgm
 */
export function up(pgm) {
  pgm.noTransaction()
  // Nobody waits behind a statement that makes an index concurrently, while it waits for transactions to end.
  pgm.sql('set lock_timeout = 0')
  pgm.sql(NAME_TOKENS)
  for (const [name, definition] of INDEXES) {
    pgm.sql(`drop index concurrently if exists ${name}`)
    pgm.sql(`create index concurrently ${name} on customers ${definition}`)
  }
}

export const down = false

/*
 * The pieces by which a name is found, also in the middle: three letters, or two characters of East Asian scripts (from
 * U+2E80 on), of which a name may have no more. An extension such as pg_trgm finds no name of two characters.
 * Not parallel safe: for twenty rows, several processes cost more than they save.
 */
const NAME_TOKENS = String.raw`
create or replace function crm_page_name_tokens(name text) returns text[]
language sql immutable strict
as $$
  select coalesce(array_agg(distinct token), '{}')
  from regexp_split_to_table(lower(name), '[\s!-/:-@\[-\u0060{-~·，、（）]+') as word,
       generate_series(1, length(word) - 1) as at,
       lateral (
         select case
           when ascii(substr(word, at, 1)) >= 11904 or ascii(substr(word, at + 1, 1)) >= 11904 then substr(word, at, 2)
           when length(word) >= at + 2 and ascii(substr(word, at + 2, 1)) < 11904 then substr(word, at, 3)
         end as token
       ) as piece
  where token is not null
$$;
`

const INDEXES = [
  ['customers_email', '(lower(email))'],
  // A number is found by its last digits, and so is a whole one that was stored with or without its country.
  ['customers_phone', String.raw`(reverse(regexp_replace(phone, '\D', '', 'g')) collate "C")`],
  [
    'customers_names',
    `using gin (crm_page_name_tokens(coalesce(full_name, '') || ' ' || coalesce(nickname, '') || ' ' || coalesce(company, '')))
     with (fastupdate = off)`,
  ],
]
