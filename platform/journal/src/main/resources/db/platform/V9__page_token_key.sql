-- What signs page tokens: one secret of this database, so that every node of its cluster accepts the others' tokens, also
-- after a restart.
create table page_token_key (
  only_one boolean primary key default true check (only_one),
  key bytea not null
);

-- 244 random bits.
insert into page_token_key (key) values (uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
