-- When a call was noted, by the database's clock, which alone decides when it counts as unanswered: called_at is by the clock of the
-- node that took the call, and no two nodes have the same.
alter table audit_pending add column noted_at timestamptz not null default clock_timestamp();
create index audit_pending_noted_idx on audit_pending (noted_at);
