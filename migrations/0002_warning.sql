-- What every agent must see before anything else.
alter table customers add column warning text;
