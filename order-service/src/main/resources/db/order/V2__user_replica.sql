-- What this service has to know of users: a fold of user-events, written by their consumer, so that a rebuild from the
-- first event leads to the same rows.
--
-- A row is also the lock under which it is decided whether open orders of its user are to be cancelled. So whoever takes
-- the lock of a user not heard of yet inserts a row with the status UNKNOWN and the revision 0, which says nothing about
-- the user; and no row is ever deleted, for whoever waits for a deleted row gets no lock.
create table user_replica (
    user_id               uuid        not null primary key,
    status                text        not null default 'UNKNOWN' check (status in ('UNKNOWN', 'ACTIVE', 'DEACTIVATED')),
    revision              bigint      not null default 0,
    -- Highest revision at which the user was deactivated, whatever the status is now; 0: never.
    deactivation_revision bigint      not null default 0,
    -- Time of the last event.
    updated_at            timestamptz not null default 'epoch'
);
