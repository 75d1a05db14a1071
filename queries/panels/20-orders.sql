-- The latest hundred orders. Open orders and those of the last 30 days include their parcel, items and payment; older
-- orders have a summary instead. Of several parcels, the first undelivered one is shown with the order.
--
-- title: Orders | 订单
-- layout: table
-- rows: 5
-- empty: No orders yet | 暂无订单
-- column order_no:     Order     | 订单号   | link(https://admin.example.com/orders/{order_no}) copy
-- column status:       Status    | 状态     | badge(pending=Pending|待处理:busy, processing=Processing|处理中:info, shipped=Shipped|已发货:info, delivered=Delivered|已送达:good, cancelled=Cancelled|已取消, refunded=Refunded|已退款)
-- column total:        Total     | 金额     | money(currency)
-- column payment:      Payment   | 付款     | badge(paid=Paid|已付款:plain, unpaid=Unpaid|未付款:bad)
-- column placed_at:    Placed    | 下单     | date
-- column carrier:      Carrier   | 承运商
-- column tracking_no:  Tracking  | 运单号   | link(tracking_url) copy
-- column due:          Due       | 预计     | date alert(overdue)
-- column delivered_at: Delivered | 送达     | date
-- column items:        Items     | 商品     | rows(image: Picture | 图片 image, name: Item | 商品, quantity: Qty | 数量 number, price: Price | 单价 money(currency))
-- column summary:      Items     | 商品
-- column parcels:      Parcels   | 包裹     | rows(carrier: Carrier | 承运商, tracking_no: Tracking | 运单号 link(tracking_url) copy, due: Due | 预计 date, delivered_at: Delivered | 送达 date)
-- column ship_to:      Ship to   | 收货地址 | copy
-- column method:       Paid by   | 支付方式
-- column failure:      Failed    | 失败原因 | badge(card_declined=Card declined|银行卡被拒:bad, insufficient_funds=Insufficient funds|余额不足:bad, timed_out=Timed out|超时未付)
-- reply "Sent | 已发货": Your order {order_no} is on its way with {carrier}, due {due}. Follow it here: {tracking_url} | 您的订单 {order_no} 已由{carrier}承运，预计 {due} 送达。物流查询：{tracking_url}
-- reply "Payment failed | 付款失败": The payment of {total} for your order {order_no} has failed: {failure}. | 您的订单 {order_no}（{total}）支付失败：{failure}。
select
  order_no, status, total, currency,
  case when paid then 'paid' when status <> 'cancelled' then 'unpaid' end as payment,
  placed_at,
  parcel.carrier, parcel.tracking_no, parcel.tracking_url,
  case when parcel.delivered_at is null then parcel.expected_on end as due,
  parcel.delivered_at,
  items, case when items is null then summary end as summary,
  parcels, parcel.ship_to, payment.method, payment.failure
from (
  select *, status in ('pending', 'processing', 'shipped') or placed_at > now() - interval '30 days' as is_recent
  from orders
  where customer_id = :customerId
  order by placed_at desc, id desc
  limit 100
) as latest
left join lateral (
  select carrier, tracking_no, tracking_url, ship_to, expected_on, delivered_at
  from parcels
  where order_id = latest.id and is_recent
  order by delivered_at is not null, id
  limit 1
) as parcel on true
left join lateral (
  select json_agg(json_build_object('image', image, 'name', name, 'quantity', quantity, 'price', price, 'currency', currency) order by id) as items
  from order_items
  where order_id = latest.id and is_recent
) as bought on true
left join lateral (
  select json_agg(json_build_object('carrier', carrier, 'tracking_no', tracking_no, 'tracking_url', tracking_url, 'due', case when delivered_at is null then expected_on end, 'delivered_at', delivered_at) order by id) as parcels
  from parcels
  where order_id = latest.id and is_recent
  having count(*) > 1
) as sent on true
left join lateral (
  select method, failure
  from payments
  where order_id = latest.id and is_recent
  order by attempted_at desc, id desc
  limit 1
) as payment on true
order by placed_at desc, latest.id desc
