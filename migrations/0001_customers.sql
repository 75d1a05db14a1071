create table customers (
  id           bigint generated always as identity primary key,
  customer_no  text unique,
  nickname     text,
  full_name    text,
  phone        text,
  email        text,
  company      text,
  description  text,
  level        text,
  tags         text[] not null default '{}',
  attributes   jsonb not null default '{}',
  created_at   timestamptz not null default now()
);

-- One person has another visitor id in every channel, and a new one in each browser.
create table customer_identities (
  visitor_im_id text not null,
  channel       text not null check (channel in ('web', 'app', 'wechat', 'weibo')),
  customer_id   bigint not null references customers on delete cascade,
  first_seen_at timestamptz not null default now(),
  primary key (visitor_im_id, channel)
);

create index customer_identities_customer on customer_identities (customer_id);

-- The IM service folds the case of app and web ids; WeChat's are case-sensitive.
create index customer_identities_folded on customer_identities (lower(visitor_im_id collate "C")) where channel in ('web', 'app');

create table orders (
  id          bigint generated always as identity primary key,
  customer_id bigint not null references customers on delete cascade,
  order_no    text not null unique,
  status      text not null check (status in ('pending', 'processing', 'shipped', 'delivered', 'cancelled', 'refunded')),
  summary     text,
  total       numeric(14, 2) not null,
  currency    text not null check (currency ~ '^[A-Z]{3}$'),
  paid        boolean not null default false,
  placed_at   timestamptz not null default now()
);

create index orders_customer_latest on orders (customer_id, placed_at desc, id desc);
