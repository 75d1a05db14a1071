-- Run once by Postgres, when the volume is new. What each role may do is described in docs/operations.md.

\set owner_password `cat /run/secrets/owner/password`
\set page_password `cat /run/secrets/page/password`

create role crm_owner login password :'owner_password';
alter database crm owner to crm_owner;

create role crm_page login password :'page_password';
-- Also of the tables that migrations are yet to make.
alter default privileges for role crm_owner in schema public grant select on tables to crm_page;
