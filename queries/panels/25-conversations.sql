-- title: Previous conversations | 历史会话
-- layout: table
-- rows: 3
-- empty: hide
-- column subject:         Subject      | 主题
-- column state:           State        | 状态     | badge(open=Open|进行中:busy, waiting=Waiting for customer|待客户回复:info, solved=Solved|已解决:good)
-- column agent_name:      Agent        | 客服
-- column last_contact_at: Last contact | 最近联系 | ago
-- column summary:         Summary      | 摘要
select subject, state, agent_name, last_contact_at, summary
from conversations
where customer_id = :customerId
order by last_contact_at desc, id desc
limit 20
