-- Who the visitor is. An id in the channel the visit names, or in any when it names none; exactly as written first.
-- Only web and app ids are compared without case, as the IM service itself folds those. Several rows are several
-- candidates: the page then shows nobody's data as if it were sure.
--
-- column customer_no: Customer no. | 客户编号
-- column nickname:    Nickname     | 昵称
-- column full_name:   Name         | 姓名
-- column level:       Level        | 等级       | badge
-- column tags:        Tags         | 标签       | tags
-- column phone:       Phone        | 电话       | phone
-- column email:       E-mail       | 邮箱       | email
-- column company:     Company      | 公司
-- column description: Note         | 备注
-- column attributes:  Attributes   | 其他属性   | json
-- column created_at:  Customer since | 注册时间 | date
with exact as materialized (
  select customer_id
  from customer_identities
  where visitor_im_id = :visitorImId
    and (:channel::text is null or channel = :channel)
), folded as materialized (
  select customer_id
  from customer_identities
  where lower(visitor_im_id) = lower(:visitorImId)
    and channel in ('web', 'app')
    and (:channel::text is null or channel = :channel)
    and not exists (select from exact)
)
select id, customer_no, nickname, full_name, level, tags, phone, email, company, description, attributes, created_at
from customers
where id in (select customer_id from exact union all select customer_id from folded)
order by id
