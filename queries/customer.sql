-- Finds the visitor's customers by id. Exact matches take precedence; only web and app ids are also compared without
-- case, as the IM service folds those.
--
-- The channel can only exclude matches, as a visitor can send it as a custom parameter when the console does not. An id of
-- two customers in two channels therefore yields two rows, and the page shows the data of neither. A channel stored as
-- unknown excludes nobody.
--
-- A proof is looked up separately, by `:verifiedUserId` with `:visitorImId` null, so that the page knows how each customer
-- was found and can report a conflict.
--
-- On a page that an agent opened by hand, `:customerId` selects the customer, and `:visitorImId` is null.
--
-- `any (array(…))` makes the last step an index scan. With a join, the planner cannot estimate the number of folded ids: it
-- expects a fraction of the table, and would read ten million customers to join one.
--
-- column customer_no: Customer no. | 客户编号   | copy
-- column nickname:    Nickname     | 昵称
-- column full_name:   Name         | 姓名
-- column level:       Level        | 等级       | badge candidate
-- column tags:        Tags         | 标签       | tags
-- column warning:     Warning      | 注意       | warning
-- column phone:       Phone        | 电话       | phone copy mask candidate
-- column email:       Email        | 邮箱       | email copy mask candidate
-- column company:     Company      | 公司
-- column ship_to:     Ship to      | 收货地址   | copy
-- column language:    Language     | 语言       | language
-- column description: Note         | 备注       | note
-- column attributes:  Attributes   | 其他属性   | json
-- column created_at:  Customer since | 注册时间   | date candidate
-- sent: page, sku, coupon, cart
-- sent page:   Page   | 页面
-- sent sku:    SKU    | 货号
-- sent coupon: Coupon | 优惠券
-- sent cart:   Cart   | 购物车
-- action: Open in back office | 在后台打开 | link(https://admin.example.com/customers/{customer_no})
-- hide: matched_channels
-- hide: link_source
-- hide: linked_by
-- hide: linked_at
with exact as materialized (
  select customer_id, channel, visitor_im_id
  from customer_identities
  where visitor_im_id = :visitorImId
), folded as materialized (
  select customer_id, channel, visitor_im_id
  from customer_identities
  where lower(visitor_im_id collate "C") = lower(:visitorImId::text collate "C")
    and channel in ('web', 'app')
    and not exists (select from exact where channel in ('web', 'app'))
), matches as (
  select * from exact union all select * from folded
)
select
  id, customer_no, nickname, full_name, level, tags, warning, phone, email, company, ship_to, language, description, attributes,
  created_at,
  array(select channel from matches where customer_id = customers.id) as matched_channels,
  link.source as link_source, link.agent_name as linked_by, link.linked_at
from customers
left join lateral (
  -- Who made the link. If any match is missing from the history, it was imported, and the link is not attributed.
  select source, agent_name, linked_at
  from (
    select customer_id, source, agent_name, linked_at, count(*) filter (where customer_id = customers.id) over () as made
    from customer_identity_history
    where visitor_im_id = any (array(select visitor_im_id from matches where customer_id = customers.id))
      and channel = any (array(select channel from matches where customer_id = customers.id))
      and ended_at is null
  ) as links
  where customer_id = customers.id and made = (select count(*) from matches where customer_id = customers.id)
  order by source, linked_at desc
  limit 1
) as link on true
where id = any (
    array(select customer_id from matches)
    || array(select id from customers where customer_no = :verifiedUserId)
    || :customerId::bigint
  )
  and (customer_no = :verifiedUserId or id = :customerId::bigint or :channel::text is null
       or exists (select from matches where channel in (:channel, 'unknown')))
order by id
