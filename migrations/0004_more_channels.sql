-- `unknown` is for an id that was linked where nobody knew its channel.
--
-- Not validated here: that reads the whole table, and pages would wait for it. The next migration does, beside them.
alter table customer_identities
  drop constraint customer_identities_channel_check,
  add constraint customer_identities_channel_check
    check (channel in ('web', 'app', 'wechat', 'weibo', 'phone', 'rest', 'wecom', 'unknown')) not valid;
