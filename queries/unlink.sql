-- Deletes a link that an agent or a proof made, and returns it. Imported rows are kept.
with dropped as (
  delete from customer_identities
  where (
      visitor_im_id = :visitorImId and (channel = :channel or 'unknown' in (channel, :channel))
      or lower(visitor_im_id collate "C") = lower(:visitorImId::text collate "C")
        and channel in ('web', 'app') and :channel in (channel, 'unknown')
    )
    and customer_id = :customerId::bigint and source = :source and source <> 'imported'
  returning visitor_im_id, channel, customer_id, source
), ended as (
  update customer_identity_history as history
  set ended_at = clock_timestamp(), ended_as = 'undone',
      ended_agent_id = :agentId, ended_agent_name = :agentName, ended_request_id = :requestId
  from dropped
  where history.visitor_im_id = dropped.visitor_im_id and history.channel = dropped.channel and history.ended_at is null
)
select visitor_im_id, channel, customer_id, source from dropped
