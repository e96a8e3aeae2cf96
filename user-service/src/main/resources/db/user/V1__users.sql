-- The read model of users. Filled by the projection "users" and by nothing else; it can be rebuilt from the journal.
create table users (
    id               uuid        not null primary key,
    name             text        not null,
    -- Case-folded by the service, so that SQL and Java cannot disagree on what a prefix is.
    name_folded      text        not null,
    email            text        not null,
    email_normalised text        not null,
    status           text        not null,
    created_at       timestamptz not null,
    updated_at       timestamptz not null,
    revision         bigint      not null
);

-- Keyset paging. Nearly all users are active, so of the statuses only the other one needs an index.
create index users_created on users (created_at, id);
create index users_deactivated on users (created_at, id) where status = 'DEACTIVATED';
-- Not unique: uniqueness is the entities' business, and the view may see a release after the next claim.
create index users_email on users (email_normalised);
create index users_name on users (name_folded text_pattern_ops);
