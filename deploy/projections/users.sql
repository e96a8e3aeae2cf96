-- Builds user-service's list of users anew from the journal, while all nodes serve: docs/runbooks/rebuild-a-projection.md.
begin;
-- Waits until each worker's transaction has ended, and keeps the next ones waiting.
select pg_advisory_xact_lock(hashtextextended('users-' || partition, 0)) from generate_series(0, 15) partition;
delete from akka_projection_offset_store where projection_name = 'users';
truncate users;
commit;
