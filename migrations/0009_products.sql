-- What a new visitor looks at: the product that the site names. Nobody's, so it refers to no customer or order, and no
-- other table is locked.
create table products (
  sku      text primary key check (length(sku) <= 60),
  name     text not null check (length(name) <= 200),
  picture  text check (length(picture) <= 300),
  price    numeric(14, 2) not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  stock    integer not null default 0 check (stock >= 0)
);
