-- The read model of orders. Filled by the projection "orders" and by nothing else; it can be rebuilt from the journal.
create table orders (
    id                     uuid        not null primary key,
    user_id                text        not null,
    -- Always read with their order, and never searched.
    lines                  jsonb       not null,
    currency               text        not null,
    total_units            bigint      not null,
    total_nanos            integer     not null,
    status                 text        not null,
    -- Both null while nobody has said that the user is active.
    verified_by            text,
    verified_user_revision bigint,
    end_reason             text,
    created_at             timestamptz not null,
    updated_at             timestamptz not null,
    revision               bigint      not null
);

-- Keyset paging, newest first. Orders of a user are few enough to be filtered by status as they are read.
create index orders_created on orders (created_at, id);
create index orders_user on orders (user_id, created_at, id);
create index orders_status on orders (status, created_at, id);
