-- Orders that are PENDING or CONFIRMED, and what is still to be done about them. Filled by the projection "open-orders";
-- marked for cancellation by it and by the consumer of user-events; due_at is moved by the workers. A row goes when the
-- order's event says that it is no longer open, and for no other reason.
create table open_orders (
    order_id          uuid        not null primary key,
    user_id           uuid        not null,
    -- Revision of the user at which the order was confirmed; 0: it is PENDING.
    verified_revision bigint      not null,
    created_at        timestamptz not null,
    -- Revision of the deactivation for which the order is to be cancelled; 0: it is not.
    cancel_revision   bigint      not null default 0,
    -- From when on a worker may take the row; of no meaning while nothing is to be done.
    due_at            timestamptz not null default now()
);

create index open_orders_user on open_orders (user_id);
-- Most open orders are confirmed and wait for their shipment; only those with work are in these.
create index open_orders_to_verify on open_orders (due_at) where verified_revision = 0 and cancel_revision = 0;
create index open_orders_to_cancel on open_orders (due_at) where cancel_revision > 0;
create index open_orders_pending on open_orders (created_at) where verified_revision = 0;
