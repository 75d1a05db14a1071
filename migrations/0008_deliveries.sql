-- What an agent is asked for: where is my parcel, what was in it, why did my payment fail, what did we say last time.
--
-- Tables of their own: those of orders stay as they are, however many there are, and what a page reads of each stands in
-- an index, as in 0003. What is in an index has to fit into a third of a page, therefore the limits of length.

-- From 0007; first, while no table is locked.
alter table customer_identities validate constraint customer_identities_source_check;

create table order_items (
  id       bigint generated always as identity primary key,
  order_id bigint not null references orders on delete cascade,
  name     text not null check (length(name) <= 200),
  quantity integer not null default 1 check (quantity > 0),
  -- Of one piece, in the order's currency.
  price    numeric(14, 2),
  image    text check (length(image) <= 300)
);
create index order_items_order on order_items (order_id, id) include (name, quantity, price, image);

-- One that has not left yet is a row as well: it says when it will be there, and where.
create table parcels (
  id           bigint generated always as identity primary key,
  order_id     bigint not null references orders on delete cascade,
  carrier      text check (length(carrier) <= 60),
  tracking_no  text check (length(tracking_no) <= 60),
  tracking_url text check (length(tracking_url) <= 300),
  ship_to      text check (length(ship_to) <= 200),
  shipped_at   timestamptz,
  expected_on  date,
  delivered_at timestamptz
);
create index parcels_order on parcels (order_id, id)
  include (carrier, tracking_no, tracking_url, ship_to, shipped_at, expected_on, delivered_at);

-- Each attempt to pay. Whether an order is paid is the order's own to say.
create table payments (
  id           bigint generated always as identity primary key,
  order_id     bigint not null references orders on delete cascade,
  method       text not null check (length(method) <= 60),
  -- A word for why it failed, such as insufficient_funds; null where it did not.
  failure      text check (length(failure) <= 60),
  attempted_at timestamptz not null default now()
);
create index payments_order_latest on payments (order_id, attempted_at desc, id desc) include (method, failure);

create table conversations (
  id              bigint generated always as identity primary key,
  customer_id     bigint not null references customers on delete cascade,
  subject         text not null check (length(subject) <= 200),
  state           text not null default 'open' check (state in ('open', 'waiting', 'solved')),
  agent_name      text check (length(agent_name) <= 60),
  summary         text check (length(summary) <= 300),
  started_at      timestamptz not null default now(),
  last_contact_at timestamptz not null default now()
);
create index conversations_customer_latest on conversations (customer_id, last_contact_at desc, id desc)
  include (subject, state, agent_name, summary);

-- Last, since pages wait from here on. Where parcels go unless an order says otherwise, and the language to write to the
-- customer in: en, zh-CN.
alter table customers
  add column ship_to text,
  add column language text;
