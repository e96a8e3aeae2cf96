-- Which users' addresses are noted under their folded key, of those where it is another than their own key: docs/adr/0025.
-- A row is about one revision of its user, so that it needs no care when the table users is built anew.
create table folded_email (
    user_id  uuid        not null primary key,
    revision bigint      not null,
    -- The key, not the address.
    folded   text        not null,
    -- NEW: to be noted. NOTED: nobody but this user can get the address. SHARED: others have it as well, and nobody else can
    -- get it.
    state    text        not null,
    others   uuid[]      not null default '{}',
    since    timestamptz not null default now()
);

create index folded_email_key on folded_email (folded);
create index folded_email_open on folded_email (state) where state <> 'NOTED';

-- Addresses that may have two keys; of the others the folded key is their own.
create index users_email_unusual on users (id)
    where email !~ '^[A-Za-z0-9.!#$%&''*+/=?^_`{|}~-]+@[A-Za-z0-9.-]*[A-Za-z0-9-]$' or email ~* 'xn--';

-- Who shares an address with whom: docs/runbooks/shared-email-addresses.md.
create view shared_email as
    select user_id, others, since from folded_email where state = 'SHARED';
