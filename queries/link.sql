-- Links a visitor to a customer, and says whose the visitor is now: another customer's, when an import or an agent has
-- linked them already. A fresh proof replaces an older one, because people share browsers; nothing else is replaced.
--
-- Where either channel is unknown, an id that is linked in any channel is linked.
with present as materialized (
  select channel, customer_id, source
  from customer_identities
  where visitor_im_id = :visitorImId and (channel = :channel or 'unknown' in (channel, :channel))
), taken as (
  select customer_id
  from present
  where customer_id <> :customerId::bigint and not (source = 'proof' and :source = 'proof')
  order by customer_id
  limit 1
), replaced as (
  select channel from present where customer_id <> :customerId::bigint and not exists (select from taken)
), ended as (
  update customer_identity_history
  set ended_at = clock_timestamp(), ended_as = 'replaced',
      ended_agent_id = :agentId, ended_agent_name = :agentName, ended_request_id = :requestId
  where visitor_im_id = :visitorImId and channel in (select channel from replaced) and ended_at is null
  returning id
), dropped as (
  delete from customer_identities
  where visitor_im_id = :visitorImId and channel in (select channel from replaced) and channel <> :channel
), written as (
  insert into customer_identities (visitor_im_id, channel, customer_id, source)
  select :visitorImId, :channel, :customerId::bigint, :source
  where not exists (select from taken)
    and not exists (select from present where customer_id = :customerId::bigint)
  on conflict (visitor_im_id, channel) do update
    set customer_id = excluded.customer_id, source = excluded.source
    where customer_identities.source = 'proof' and excluded.source = 'proof'
  returning customer_id
), noted as (
  insert into customer_identity_history (visitor_im_id, channel, customer_id, source, agent_id, agent_name, request_id)
  select :visitorImId, :channel, customer_id, :source, :agentId, :agentName, :requestId
  from written
  -- An open row must have ended before another one opens.
  where (select count(*) from ended) >= 0
)
select coalesce(
  (select customer_id from taken),
  (select customer_id from written),
  (select customer_id from present where customer_id = :customerId::bigint limit 1)
) as customer_id
