-- The audit: one row for each mutating call and each denial, in hash chains. docs/audit.md says how it is verified.
create table audit_entry (
  chain smallint not null,
  -- From 1, without gaps.
  sequence bigint not null,
  -- When it was written, by the server's clock.
  recorded_at timestamptz not null,
  -- Of one call: what keeps a call from having two entries.
  call_id uuid not null,
  called_at timestamptz not null,
  actor_user text not null,
  actor_service text not null,
  action text not null,
  resource text not null,
  decision text not null,
  rule text not null,
  outcome text not null,
  request_id text not null,
  trace_id text not null,
  source_address text not null,
  -- Over the hash before, the row's place and time, and the digest of what it says.
  hash bytea not null,
  primary key (chain, sequence)
);

create unique index audit_entry_call_idx on audit_entry (call_id);

-- Where each chain ends. One writer at a time holds a row, for one statement.
create table audit_chain (
  chain smallint primary key,
  sequence bigint not null,
  hash bytea not null
);

insert into audit_chain select n, 0, decode(repeat('00', 32), 'hex') from generate_series(0, 15) n;

-- The ends of all chains at one moment, chained themselves, signed when the nodes have a key.
create table audit_checkpoint (
  number bigint primary key,
  taken_at timestamptz not null,
  sequences bigint[] not null,
  hashes bytea[] not null,
  hash bytea not null,
  -- Empty: not signed.
  key_id text not null,
  signature bytea not null
);

-- Where a chain begins since older rows were deleted. Chain -1 is that of the checkpoints.
create table audit_anchor (
  chain smallint not null,
  sequence bigint not null,
  hash bytea not null,
  set_at timestamptz not null,
  key_id text not null,
  signature bytea not null,
  primary key (chain, sequence)
);

-- Calls that have written an event and have no entry yet. Most get theirs from the node that answers them; what a node
-- leaves behind when it ends gets one from here. A worklist, not a record: that is in the journal.
create table audit_pending (
  call_id uuid primary key,
  called_at timestamptz not null,
  actor_user text not null,
  actor_service text not null,
  action text not null,
  resource text not null,
  rule text not null,
  request_id text not null,
  trace_id text not null,
  source_address text not null
);

create index audit_pending_called_idx on audit_pending (called_at);

-- Appends to one chain, whichever is free, so that writers wait for each other only when there are more of them than
-- chains; one statement, so that no writer that stops halfway holds a chain. Says how many were new: a call that has an
-- entry gets no other. Callers sort by call_id, lest two of them wait for each other.
create function audit_append(
  preferred smallint, call_ids uuid[], called_ats timestamptz[], actor_users text[], actor_services text[],
  actions text[], resources text[], decisions text[], rules text[], outcomes text[], request_ids text[],
  trace_ids text[], source_addresses text[], digests bytea[])
returns integer language plpgsql as $$
declare
  head audit_chain;
  now_at timestamptz;
  next_hash bytea;
  appended integer := 0;
begin
  select * into head from audit_chain order by (chain - preferred + 16) % 16 limit 1 for update skip locked;
  if not found then
    select * into strict head from audit_chain where chain = preferred for update;
  end if;
  now_at := clock_timestamp();
  for i in 1 .. cardinality(call_ids) loop
    next_hash := sha256(head.hash || int2send(head.chain) || int8send(head.sequence + 1)
      || int8send((extract(epoch from now_at) * 1000000)::bigint) || digests[i]);
    insert into audit_entry
    values (head.chain, head.sequence + 1, now_at, call_ids[i], called_ats[i], actor_users[i], actor_services[i],
      actions[i], resources[i], decisions[i], rules[i], outcomes[i], request_ids[i], trace_ids[i],
      source_addresses[i], next_hash)
    on conflict (call_id) do nothing;
    if found then
      head.sequence := head.sequence + 1;
      head.hash := next_hash;
      appended := appended + 1;
    end if;
  end loop;
  if appended > 0 then
    update audit_chain set sequence = head.sequence, hash = head.hash where chain = head.chain;
  end if;
  return appended;
end $$;

create function audit_refuse() returns trigger language plpgsql as $$
begin
  raise exception '% of %: refused (expected: append only)', tg_op, tg_table_name using errcode = '42501';
end $$;

create trigger audit_entry_unchanged before update or truncate on audit_entry execute function audit_refuse();
create trigger audit_checkpoint_unchanged before update or truncate on audit_checkpoint execute function audit_refuse();
create trigger audit_anchor_unchanged before update or delete or truncate on audit_anchor
  execute function audit_refuse();
create trigger audit_chain_kept before insert or delete or truncate on audit_chain execute function audit_refuse();

-- Rows go only behind an anchor, which retention sets first.
create function audit_keep_entries() returns trigger language plpgsql as $$
begin
  if exists (select from gone g
             where not exists (select from audit_anchor a where a.chain = g.chain and a.sequence >= g.sequence)) then
    raise exception 'DELETE of audit_entry: refused (expected: only behind an anchor)' using errcode = '42501';
  end if;
  return null;
end $$;

create trigger audit_entry_kept after delete on audit_entry referencing old table as gone
  for each statement execute function audit_keep_entries();

create function audit_keep_checkpoints() returns trigger language plpgsql as $$
begin
  if exists (select from gone g
             where not exists (select from audit_anchor a where a.chain = -1 and a.sequence >= g.number)) then
    raise exception 'DELETE of audit_checkpoint: refused (expected: only behind an anchor)' using errcode = '42501';
  end if;
  return null;
end $$;

create trigger audit_checkpoint_kept after delete on audit_checkpoint referencing old table as gone
  for each statement execute function audit_keep_checkpoints();

create function audit_advance() returns trigger language plpgsql as $$
begin
  if new.chain <> old.chain or new.sequence <= old.sequence then
    raise exception 'UPDATE of audit_chain: refused (expected: forward)' using errcode = '42501';
  end if;
  return new;
end $$;

create trigger audit_chain_advances before update on audit_chain for each row execute function audit_advance();
