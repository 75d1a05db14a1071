-- title: Summary
-- title.zh: 概览
-- layout: summary
-- column orders:     Orders      | 订单数     | number
-- column spent:      Total spent | 累计消费   | money(currency)
-- column unpaid:     Unpaid      | 未付款     | money(currency) alert
-- column last_order: Last order  | 最近下单   | date
select
  count(*) as orders,
  coalesce(sum(total) filter (where paid and status not in ('cancelled', 'refunded')), 0) as spent,
  coalesce(sum(total) filter (where not paid and status <> 'cancelled'), 0) as unpaid,
  max(placed_at) as last_order,
  currency
from orders
where customer_id = :customerId
group by currency
order by max(placed_at) desc, currency
