-- title: Orders
-- title.zh: 订单
-- layout: table
-- rows: 5
-- empty: No orders yet
-- empty.zh: 暂无订单
-- column order_no:  Order   | 订单号   | copy
-- column status:    Status  | 状态     | badge
-- column total:     Total   | 金额     | money(currency)
-- column payment:   Payment | 付款状态 | badge(paid=plain, unpaid=bad)
-- column placed_at: Placed  | 下单日期 | date
-- column summary:   Items   | 商品
select
  order_no, status, total, currency,
  case when paid then 'paid' when status <> 'cancelled' then 'unpaid' end as payment,
  placed_at, summary
from orders
where customer_id = :customerId
order by placed_at desc, id desc
