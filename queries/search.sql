-- Customers for what an agent typed: an e-mail address, a phone number or its end, an order or customer number, a name.
-- What was typed is null where it is not of the kind. Each branch reads one index, and stops at twenty.
--
-- The name's pieces stand in a subquery, so that the planner takes the index whatever it knows of them: of pieces that are
-- frequent it expects to meet twenty names soon, and would read the whole table when there are none with all of them.
--
-- timeout: 300ms
-- column customer_no: Customer no. | 客户编号 | copy
-- column full_name:   Name         | 姓名
-- column nickname:    Nickname     | 昵称
-- column phone:       Phone        | 电话     | phone mask
-- column email:       E-mail       | 邮箱     | email mask
-- column company:     Company      | 公司
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
select customers.id, customer_no, full_name, nickname, phone, email, company
from (select id, min(rank) as rank from matches group by id) as found
join customers using (id)
order by rank, id
limit 20
