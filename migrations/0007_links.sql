-- Who linked a visitor to a customer: imported rows are the company's own, the others can be undone.
alter table customer_identities
  add column source text not null default 'imported';
-- The rows there are have the default: 0008 looks at them, without keeping pages waiting.
alter table customer_identities
  add constraint customer_identities_source_check check (source in ('imported', 'agent', 'proof')) not valid;

-- Every link that an agent or a proof made, and how it ended. The open rows are the present state.
create table customer_identity_history (
  id               bigint generated always as identity primary key,
  visitor_im_id    text not null,
  channel          text not null,
  customer_id      bigint not null references customers on delete cascade,
  source           text not null check (source in ('agent', 'proof')),
  agent_id         text,
  agent_name       text,
  request_id       text,
  linked_at        timestamptz not null default clock_timestamp(),
  ended_at         timestamptz,
  ended_as         text check (ended_as in ('undone', 'replaced')),
  ended_agent_id   text,
  ended_agent_name text,
  ended_request_id text,
  check ((ended_at is null) = (ended_as is null))
);

-- A page says who linked its visitor, and when: that is read from the index alone.
create unique index customer_identity_history_open on customer_identity_history (visitor_im_id, channel)
  include (customer_id, source, agent_name, linked_at)
  where ended_at is null;
create index customer_identity_history_customer on customer_identity_history (customer_id, linked_at desc);
