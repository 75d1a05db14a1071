-- title: Other channels | 其他渠道
-- layout: table
-- empty: hide
-- column channel:       Channel    | 渠道     | badge
-- column visitor_im_id: Visitor ID | 访客 ID
-- column first_seen_at: First seen | 首次来访 | date
select channel, visitor_im_id, first_seen_at
from customer_identities
where customer_id = :customerId
  and not (
    lower(visitor_im_id) = lower(:visitorImId)
    and (:channel::text is null or channel in (:channel, 'unknown'))
  )
order by first_seen_at desc, channel, visitor_im_id
limit 20
