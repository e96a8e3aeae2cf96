-- W3C trace context of the event because of which something is to be done with the order: its own first, then that of the
-- change of its user. Empty: none, or older than this column.
alter table open_orders add column traceparent text not null default '';
