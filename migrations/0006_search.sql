-- The pieces by which a name is found, also in the middle: three letters, or two characters of East Asian scripts (from
-- U+2E80 on), of which a name may have no more. An extension such as pg_trgm finds no name of two characters.
-- Not parallel safe: for twenty rows, several processes cost more than they save.
create function crm_page_name_tokens(name text) returns text[]
language sql immutable strict
as $$
  select coalesce(array_agg(distinct token), '{}')
  from regexp_split_to_table(lower(name), '[\s!-/:-@\[-`{-~·，、（）]+') as word,
       generate_series(1, length(word) - 1) as at,
       lateral (
         select case
           when ascii(substr(word, at, 1)) >= 11904 or ascii(substr(word, at + 1, 1)) >= 11904 then substr(word, at, 2)
           when length(word) >= at + 2 and ascii(substr(word, at + 2, 1)) < 11904 then substr(word, at, 3)
         end as token
       ) as piece
  where token is not null
$$;

create index customers_email on customers (lower(email));
-- A number is found by its last digits, and so is a whole one that was stored with or without its country.
create index customers_phone on customers (reverse(regexp_replace(phone, '\D', '', 'g')) collate "C");
create index customers_names on customers
  using gin (crm_page_name_tokens(coalesce(full_name, '') || ' ' || coalesce(nickname, '') || ' ' || coalesce(company, '')))
  with (fastupdate = off);
