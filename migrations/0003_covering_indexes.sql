-- All that a page reads of a customer's orders and identities stands in their indexes, side by side. The rows themselves
-- lie wherever they were written: ten orders of ten months are ten pages of the disk, and a page waits for each.
--
-- What is in an index has to fit into a third of a page; nobody reads a longer summary beside a conversation.
alter table orders add constraint orders_summary_length check (length(summary) <= 500);

drop index orders_customer_latest;
create index orders_customer_latest on orders (customer_id, placed_at desc, id desc)
  include (order_no, status, total, currency, paid, summary);

drop index customer_identities_customer;
create index customer_identities_customer on customer_identities (customer_id)
  include (channel, visitor_im_id, first_seen_at);

alter table customer_identities drop constraint customer_identities_pkey;
alter table customer_identities add primary key (visitor_im_id, channel) include (customer_id);
