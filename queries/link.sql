-- Links a visitor to a customer, and returns the visitor's current customer: a different one if an import or an agent has
-- already linked the visitor. A new proof replaces an older one, as people share browsers; nothing else is replaced.
--
-- If either channel is unknown, a link in any channel counts. Web and app ids are compared without case, as in
-- customer.sql.
with present as materialized (
  select visitor_im_id, channel, customer_id, source
  from customer_identities
  where visitor_im_id = :visitorImId and (channel = :channel or 'unknown' in (channel, :channel))
  union
  select visitor_im_id, channel, customer_id, source
  from customer_identities
  where lower(visitor_im_id collate "C") = lower(:visitorImId::text collate "C")
    and channel in ('web', 'app') and :channel in (channel, 'unknown')
), taken as (
  select customer_id, source
  from present
  where customer_id <> :customerId::bigint and not (source = 'proof' and :source = 'proof')
  order by customer_id
  limit 1
), replaced as (
  delete from customer_identities
  where (visitor_im_id, channel) in (select visitor_im_id, channel from present where customer_id <> :customerId::bigint)
    and not exists (select from taken)
  returning visitor_im_id, channel
), ended as (
  update customer_identity_history as history
  set ended_at = clock_timestamp(), ended_as = 'replaced',
      ended_agent_id = :agentId, ended_agent_name = :agentName, ended_request_id = :requestId
  from replaced
  where history.visitor_im_id = replaced.visitor_im_id and history.channel = replaced.channel and history.ended_at is null
  returning history.id
), forgotten as (
  -- The history of a link that was deleted from the table directly.
  update customer_identity_history
  set ended_at = clock_timestamp(), ended_as = 'replaced',
      ended_agent_id = :agentId, ended_agent_name = :agentName, ended_request_id = :requestId
  where visitor_im_id = :visitorImId and channel = :channel and ended_at is null
    and not exists (select from present where visitor_im_id = :visitorImId and channel = :channel)
  returning id
), written as (
  insert into customer_identities (visitor_im_id, channel, customer_id, source)
  select :visitorImId, :channel, :customerId::bigint, :source
  where not exists (select from taken)
    and not exists (select from present where customer_id = :customerId::bigint)
    -- Forces the old link to be deleted, and its history ended, before the new one is inserted.
    and (select count(*) from replaced) >= 0
    and (select count(*) from ended) >= 0
    and (select count(*) from forgotten) >= 0
  -- Returns nothing if an import has inserted the link concurrently.
  on conflict do nothing
  returning customer_id, source
), noted as (
  insert into customer_identity_history (visitor_im_id, channel, customer_id, source, agent_id, agent_name, request_id)
  select :visitorImId, :channel, customer_id, source, :agentId, :agentName, :requestId
  from written
)
select customer_id, source from taken
union all
select customer_id, source from written
union all
(select customer_id, source from present
 where customer_id = :customerId::bigint and not exists (select from taken)
 order by source = :source desc
 limit 1)
