-- Finds customers by what an agent typed: an email address, a phone number or its last digits, an order or customer
-- number, or a name. Parameters of other types than the typed text are null. Each branch scans one index, and stops after
-- twenty rows.
--
-- The name's tokens are in a subquery so that the planner always uses the index. For frequent tokens it would otherwise
-- expect twenty names early in a sequential scan, and read the whole table if no name has all of them.
--
-- timeout: 300ms
-- column full_name:   Name         | 姓名
-- column nickname:    Nickname     | 昵称
-- column level:       Level        | 等级     | badge
-- column email:       Email        | 邮箱     | email mask
-- column phone:       Phone        | 电话     | phone mask
-- column company:     Company      | 公司
-- column orders:      Orders       | 订单     | number
-- column last_order:  last order   | 最近下单 | date
-- column created_at:  since        | 注册     | date
-- column customer_no: Customer no. | 客户编号 | copy
with matches as materialized (
  (select id, 1 as rank from customers where lower(email) = :email::text limit 20)
  union all
  (select id, 1 from customers where customer_no in (:number::text, upper(:number::text)) limit 20)
  union all
  (select customer_id, 1 from orders where order_no in (:number::text, upper(:number::text)) limit 20)
  union all
  (select id, 2 from customers
   where reverse(regexp_replace(phone, '\D', '', 'g')) collate "C" >= reverse(:phoneTail::text)
     and reverse(regexp_replace(phone, '\D', '', 'g')) collate "C" < reverse(:phoneTail::text) || ':'
   limit 20)
  union all
  (select id, 2 from customers
   where length(:phone::text) > 11
     and reverse(regexp_replace(phone, '\D', '', 'g')) collate "C" = reverse(right(:phone::text, 11))
   limit 20)
  union all
  (select id, 3 from (
    select id, lower(coalesce(full_name, '') || ' ' || coalesce(nickname, '') || ' ' || coalesce(company, '')) as names
    from customers
    where cardinality(crm_page_name_tokens(:name::text)) > 0
      and crm_page_name_tokens(coalesce(full_name, '') || ' ' || coalesce(nickname, '') || ' ' || coalesce(company, '')) @> (select crm_page_name_tokens(:name::text))
    limit 500
   ) as named
   where not exists (
    select from regexp_split_to_table(lower(:nameLike::text), '\s+') as word where names not like '%' || word || '%')
   limit 20)
)
select customers.id, full_name, nickname, level, email, phone, company, bought.orders, last_order, created_at, customer_no
from (select id, min(rank) as rank from matches group by id) as found
join customers using (id)
cross join lateral (
  select count(*) as orders, max(placed_at) as last_order from orders where customer_id = customers.id
) as bought
order by rank, id
limit 20
