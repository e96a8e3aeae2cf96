-- How old an order is by the clock of this server, which is that by which it expires: created_at is by the clock of the node that
-- took the order, which may be a day ahead or behind.
alter table open_orders add column opened_at timestamptz not null default now();
update open_orders set opened_at = least(created_at, now());

create index open_orders_age on open_orders (opened_at) where verified_revision = 0;
drop index open_orders_pending;
