-- title: Summary | 概览
-- layout: summary
-- empty: hide
-- column orders: Orders | 订单     | number
-- column spent:  Spent  | 累计消费 | money(currency)
-- column unpaid: Unpaid | 未付款   | money(currency) alert
select
  count(*) as orders,
  coalesce(sum(total) filter (where paid and status not in ('cancelled', 'refunded')), 0) as spent,
  -- Null if nothing is unpaid, so that no figure is shown.
  sum(total) filter (where not paid and status <> 'cancelled') as unpaid,
  currency
from orders
where customer_id = :customerId
group by currency
order by max(placed_at) desc, currency
